//! Buttons, and links that look like buttons.

use maud::{Markup, Render, html};

use crate::Href;
use crate::ui::icon::{Icon, icon};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Primary,
    Secondary,
    Quiet,
    Danger,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button button-secondary",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

enum Kind<'a> {
    Submit {
        name: Option<(&'a str, &'a str)>,
        skips_validation: bool,
    },
    Opens(&'a str),
    Link(&'a Href),
}

/// A button, or a link that looks like one.
pub struct Button<'a> {
    label: &'a str,
    look: Look,
    kind: Kind<'a>,
    icon: Option<Icon>,
    icon_after: Option<Icon>,
    is_wide: bool,
}

fn submit(label: &str, look: Look) -> Button<'_> {
    Button {
        label,
        look,
        kind: Kind::Submit {
            name: None,
            skips_validation: false,
        },
        icon: None,
        icon_after: None,
        is_wide: false,
    }
}

/// The one thing the page is for: sends its form.
pub fn primary(label: &str) -> Button<'_> {
    submit(label, Look::Primary)
}

/// Another thing one can do: sends its form.
pub fn secondary(label: &str) -> Button<'_> {
    submit(label, Look::Secondary)
}

/// A thing on the side: sends its form.
pub fn quiet(label: &str) -> Button<'_> {
    submit(label, Look::Quiet)
}

/// What cannot be taken back: sends its form.
pub fn danger(label: &str) -> Button<'_> {
    submit(label, Look::Danger)
}

/// A link with the look of [`primary`].
pub fn primary_link<'a>(label: &'a str, href: &'a Href) -> Button<'a> {
    Button {
        kind: Kind::Link(href),
        ..submit(label, Look::Primary)
    }
}

/// A link with the look of [`secondary`].
pub fn link<'a>(label: &'a str, href: &'a Href) -> Button<'a> {
    Button {
        kind: Kind::Link(href),
        ..submit(label, Look::Secondary)
    }
}

/// A link with the look of [`quiet`].
pub fn quiet_link<'a>(label: &'a str, href: &'a Href) -> Button<'a> {
    Button {
        kind: Kind::Link(href),
        ..submit(label, Look::Quiet)
    }
}

/// A button that opens the popover or dialog with the id `target` (see [`crate::ui::dialog`]).
pub fn opens<'a>(label: &'a str, target: &'a str) -> Button<'a> {
    Button {
        kind: Kind::Opens(target),
        ..submit(label, Look::Secondary)
    }
}

impl<'a> Button<'a> {
    /// Sends `name=value` with the form, so that one form can have several buttons.
    pub fn name(mut self, name: &'a str, value: &'a str) -> Self {
        if let Kind::Submit { name: known, .. } = &mut self.kind {
            *known = Some((name, value));
        }
        self
    }

    /// Sends the form although required fields are empty (*Back*, *Cancel*).
    pub fn without_validation(mut self) -> Self {
        if let Kind::Submit { skips_validation, .. } = &mut self.kind {
            *skips_validation = true;
        }
        self
    }

    /// An icon before the label.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An icon after the label.
    pub fn icon_after(mut self, icon: Icon) -> Self {
        self.icon_after = Some(icon);
        self
    }

    /// As wide as its container.
    pub fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        let class = html! { (self.look.class()) @if self.is_wide { " button-wide" } };
        let content = html! { @if let Some(shape) = self.icon { (icon(shape)) } span { (self.label) } @if let Some(shape) = self.icon_after { (icon(shape)) } };
        match &self.kind {
            Kind::Submit {
                name,
                skips_validation,
            } => html! {
                button class=(class) type="submit" name=[name.map(|(name, _)| name)] value=[name.map(|(_, value)| value)]
                    formnovalidate[*skips_validation] { (content) }
            },
            Kind::Opens(target) => html! {
                button class=(class) type="button" popovertarget=(target) { (content) }
            },
            Kind::Link(href) => html! { a class=(class) href=(href) { (content) } },
        }
    }
}

/// Buttons in a row, the first one first in reading order.
pub fn row(buttons: &Markup) -> Markup {
    html! { div class="button-row" { (buttons) } }
}
