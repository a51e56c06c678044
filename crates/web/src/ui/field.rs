//! Fields of a form: label, hint, error and the attributes that tie them together.

use maud::{Markup, Render, html};

use crate::ui::icon::{Icon, icon};
use crate::{Language, text};
use i18n_embed_fl::fl;

/// What a text field takes; browsers choose keyboard and check by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Any text.
    Text,
    /// A mail address, or a user principal name, which has the shape of one.
    Email,
    /// An absolute URL.
    Url,
    /// Words to search for.
    Search,
    /// Digits.
    Number,
}

impl Input {
    fn attribute(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Url => "url",
            Self::Search => "search",
            Self::Number => "number",
        }
    }
}

enum Control<'a> {
    Text { input: Input },
    Password { language: Language },
    Area { rows: u8 },
    Select { options: Vec<(&'a str, &'a str)> },
}

/// A field with one value: text, password, area of text or selection.
pub struct Field<'a> {
    name: &'a str,
    label: &'a str,
    control: Control<'a>,
    value: &'a str,
    hint: Option<&'a str>,
    error: Option<&'a str>,
    autocomplete: Option<&'a str>,
    placeholder: Option<&'a str>,
    is_required: bool,
    is_autofocus: bool,
    is_readonly: bool,
    is_label_hidden: bool,
    longest: Option<u16>,
    number: Option<usize>,
}

fn field<'a>(name: &'a str, label: &'a str, control: Control<'a>) -> Field<'a> {
    Field {
        name,
        label,
        control,
        value: "",
        hint: None,
        error: None,
        autocomplete: None,
        placeholder: None,
        is_required: false,
        is_autofocus: false,
        is_readonly: false,
        is_label_hidden: false,
        longest: None,
        number: None,
    }
}

/// A line of text.
pub fn text<'a>(name: &'a str, label: &'a str) -> Field<'a> {
    field(name, label, Control::Text { input: Input::Text })
}

/// A password, with a button to show it where scripts run. It is never filled in again after an error.
pub fn password<'a>(language: Language, name: &'a str, label: &'a str) -> Field<'a> {
    field(name, label, Control::Password { language }).autocomplete("current-password")
}

/// Several lines of text.
pub fn area<'a>(name: &'a str, label: &'a str) -> Field<'a> {
    field(name, label, Control::Area { rows: 4 })
}

/// One of several values; `options` are value and label.
pub fn select<'a>(name: &'a str, label: &'a str, options: &[(&'a str, &'a str)]) -> Field<'a> {
    field(
        name,
        label,
        Control::Select {
            options: options.to_vec(),
        },
    )
}

impl<'a> Field<'a> {
    /// What the field takes.
    pub fn input(mut self, input: Input) -> Self {
        if let Control::Text { input: known } = &mut self.control {
            *known = input;
        }
        self
    }

    /// The value it holds (for a selection: the value that is chosen).
    pub fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// A sentence below the label.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// What is wrong with the value; read out with the field.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// What browsers and password managers may fill in (`username`, `new-password`, `off`, …).
    pub fn autocomplete(mut self, token: &'a str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// An example of a value.
    pub fn placeholder(mut self, example: &'a str) -> Self {
        self.placeholder = Some(example);
        self
    }

    /// Must not be empty.
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// Where the page's input starts; at most one field of a page.
    pub fn autofocus(mut self) -> Self {
        self.is_autofocus = true;
        self
    }

    /// Can be read and copied, not changed.
    pub fn readonly(mut self) -> Self {
        self.is_readonly = true;
        self
    }

    /// The label is for screen readers only, as with a search box.
    pub fn label_hidden(mut self) -> Self {
        self.is_label_hidden = true;
        self
    }

    /// The most characters.
    pub fn longest(mut self, characters: u16) -> Self {
        self.longest = Some(characters);
        self
    }

    /// Its place among several fields of the same name.
    pub fn numbered(mut self, number: usize) -> Self {
        self.number = Some(number);
        self
    }

    fn id(&self) -> String {
        match self.number {
            Some(number) => format!("field-{}-{number}", self.name),
            None => format!("field-{}", self.name),
        }
    }

    /// The ids of hint and error, in the order they are read.
    fn described_by(&self) -> Option<String> {
        let hint = self.hint.map(|_| format!("{}-hint", self.id()));
        let error = self.error.map(|_| format!("{}-error", self.id()));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn control(&self) -> Markup {
        match &self.control {
            Control::Text { input: Input::Search } => html! {
                div class="field-search" { (icon(Icon::Search)) (self.line("search", self.value)) }
            },
            Control::Text { input } => self.line(input.attribute(), self.value),
            Control::Password { language } => html! {
                div class="field-password" { (self.line("password", "")) (show_password(*language, &self.id())) }
            },
            Control::Area { rows } => html! {
                textarea class="input" id=(self.id()) name=(self.name) rows=(rows) placeholder=[self.placeholder]
                    maxlength=[self.longest] required[self.is_required] readonly[self.is_readonly]
                    autofocus[self.is_autofocus] spellcheck="false" aria-invalid=[self.error.map(|_| "true")]
                    aria-describedby=[self.described_by()] { "\n" (self.value) }
            },
            Control::Select { options } => html! {
                div class="field-select" {
                    select class="input" id=(self.id()) name=(self.name) required[self.is_required]
                        autofocus[self.is_autofocus] aria-invalid=[self.error.map(|_| "true")]
                        aria-describedby=[self.described_by()] {
                        @for (value, label) in options {
                            option value=(value) selected[*value == self.value] { (label) }
                        }
                    }
                }
            },
        }
    }

    fn line(&self, kind: &str, value: &str) -> Markup {
        html! {
            input class="input" id=(self.id()) type=(kind) name=(self.name) value=[(!value.is_empty()).then_some(value)]
                autocomplete=[self.autocomplete] placeholder=[self.placeholder] maxlength=[self.longest]
                required[self.is_required] readonly[self.is_readonly] autofocus[self.is_autofocus]
                autocapitalize="none" spellcheck="false" aria-invalid=[self.error.map(|_| "true")]
                aria-describedby=[self.described_by()];
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let label_class = if self.is_label_hidden {
            "visually-hidden"
        } else {
            "field-label"
        };
        html! {
            div class={ "field" @if self.error.is_some() { " field-invalid" } } {
                label class=(label_class) for=(self.id()) { (self.label) }
                @if let Some(hint) = self.hint {
                    p class="field-hint" id={ (self.id()) "-hint" } { (hint) }
                }
                (self.control())
                @if let Some(error) = self.error {
                    (error_line(&self.id(), error))
                }
            }
        }
    }
}

fn error_line(id: &str, error: &str) -> Markup {
    html! {
        p class="field-error" id={ (id) "-error" } { (icon(Icon::Error)) span { (error) } }
    }
}

/// Hidden until the script finds it: without scripts there is nothing it could do.
fn show_password(language: Language, id: &str) -> Markup {
    let own = text::own(language);
    html! {
        button class="field-password-show" type="button" hidden data-show-password=(id) aria-controls=(id)
            aria-pressed="false" aria-label=(fl!(own.loader(), "show-password")) {
            span class="when-hidden" { (icon(Icon::Eye)) }
            span class="when-shown" { (icon(Icon::EyeOff)) }
        }
    }
}

/// A box to tick: sends `name=value` when ticked.
pub struct Checkbox<'a> {
    name: &'a str,
    value: &'a str,
    label: &'a str,
    hint: Option<&'a str>,
    is_checked: bool,
    kind: &'static str,
}

/// A box to tick.
pub fn checkbox<'a>(name: &'a str, value: &'a str, label: &'a str) -> Checkbox<'a> {
    Checkbox {
        name,
        value,
        label,
        hint: None,
        is_checked: false,
        kind: "checkbox",
    }
}

/// One of several that exclude each other: those with the same name. Belongs into a [`group`].
pub fn radio<'a>(name: &'a str, value: &'a str, label: &'a str) -> Checkbox<'a> {
    Checkbox {
        kind: "radio",
        ..checkbox(name, value, label)
    }
}

impl<'a> Checkbox<'a> {
    /// Whether it is ticked.
    pub fn checked(mut self, is_checked: bool) -> Self {
        self.is_checked = is_checked;
        self
    }

    /// A sentence below the label.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }
}

impl Render for Checkbox<'_> {
    fn render(&self) -> Markup {
        let value: String = self
            .value
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let id = format!("field-{}-{value}", self.name);
        let hint_id = self.hint.map(|_| format!("{id}-hint"));
        html! {
            div class="choice" {
                input class="choice-box" id=(id) type=(self.kind) name=(self.name) value=(self.value)
                    checked[self.is_checked] aria-describedby=[hint_id.as_deref()];
                label class="choice-label" for=(id) { (self.label) }
                @if let (Some(hint), Some(hint_id)) = (self.hint, hint_id.as_deref()) {
                    p class="choice-hint" id=(hint_id) { (hint) }
                }
            }
        }
    }
}

/// Fields that belong together, with a heading of their own.
pub fn group(legend: &str, fields: &Markup) -> Markup {
    html! { fieldset class="field-group" { legend { (legend) } (fields) } }
}

/// A value that travels with the form unseen.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}
