//! Icons, drawn on a grid of 20, stroked in the colour of the text. They say nothing to a screen reader: the
//! label beside them does.

use maud::{Markup, PreEscaped, html};

/// An icon of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A form of a person.
    Person,
    /// Two people.
    People,
    /// Four squares.
    Applications,
    /// A house.
    Home,
    /// A key.
    Key,
    /// A shield.
    Shield,
    /// A certificate with its seal.
    Certificate,
    /// Two sheets.
    Copy,
    /// An eye.
    Eye,
    /// An eye struck out.
    EyeOff,
    /// A tick.
    Check,
    /// An i in a circle.
    Info,
    /// A triangle with an exclamation mark.
    Warning,
    /// A cross in a circle.
    Error,
    /// A magnifying glass.
    Search,
    /// Three lines.
    Menu,
    /// A cross.
    Close,
    /// An angle to the right.
    Forward,
    /// An angle to the left.
    Back,
    /// A door with an arrow.
    SignOut,
    /// A globe.
    Globe,
    /// An arrow out of a box.
    Launch,
    /// A list with lines.
    List,
    /// A clock.
    Clock,
    /// A gear.
    Settings,
    /// A plus.
    Add,
    /// An open tray.
    Empty,
}

impl Icon {
    fn paths(self) -> &'static str {
        match self {
            Self::Person => {
                r#"<circle cx="10" cy="6.5" r="3.25"/><path d="M3.5 17c.6-3.4 3.2-5 6.5-5s5.9 1.6 6.5 5"/>"#
            }
            Self::People => {
                r#"<circle cx="7.5" cy="7" r="2.75"/><path d="M2 16.5c.5-2.9 2.7-4.3 5.5-4.3s5 1.4 5.5 4.3"/><path d="M12.8 4.5a2.75 2.75 0 0 1 0 5M15 12.7c1.6.6 2.7 1.8 3 3.8"/>"#
            }
            Self::Applications => {
                r#"<rect x="3" y="3" width="6" height="6" rx="1.5"/><rect x="11" y="3" width="6" height="6" rx="1.5"/><rect x="3" y="11" width="6" height="6" rx="1.5"/><circle cx="14" cy="14" r="3"/>"#
            }
            Self::Home => r#"<path d="M3 9.5 10 3.5l7 6V16a1 1 0 0 1-1 1h-3.5v-5h-5v5H4a1 1 0 0 1-1-1z"/>"#,
            Self::Key => r#"<circle cx="6.5" cy="13.5" r="3.5"/><path d="m9 11 7.5-7.5M13.5 6.5 16 9"/>"#,
            Self::Shield => r#"<path d="M10 2.5 16.5 5v4.5c0 4-2.7 6.7-6.5 8-3.8-1.3-6.5-4-6.5-8V5z"/>"#,
            Self::Certificate => {
                r#"<path d="M8 14H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h12a1 1 0 0 1 1 1v4M6 7.5h7M6 10.5h3"/><circle cx="14" cy="12.5" r="2.25"/><path d="m12.8 14.5-.8 3.5 2-1 2 1-.8-3.5"/>"#
            }
            Self::Copy => {
                r#"<rect x="7" y="7" width="10" height="10" rx="2"/><path d="M13 7V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2"/>"#
            }
            Self::Eye => {
                r#"<path d="M2 10c1.7-3.3 4.5-5 8-5s6.3 1.7 8 5c-1.7 3.3-4.5 5-8 5s-6.3-1.7-8-5z"/><circle cx="10" cy="10" r="2.5"/>"#
            }
            Self::EyeOff => {
                r#"<path d="M2 10c1.7-3.3 4.5-5 8-5s6.3 1.7 8 5c-1.7 3.3-4.5 5-8 5s-6.3-1.7-8-5z"/><circle cx="10" cy="10" r="2.5"/><path d="m3.5 3.5 13 13"/>"#
            }
            Self::Check => r#"<path d="m4 10.5 4 4 8-9"/>"#,
            Self::Info => r#"<circle cx="10" cy="10" r="7.25"/><path d="M10 9.25v4.25M10 6.4v.1"/>"#,
            Self::Warning => r#"<path d="M10 3.25 17.75 16.5H2.25z"/><path d="M10 8.25v4M10 14.4v.1"/>"#,
            Self::Error => r#"<circle cx="10" cy="10" r="7.25"/><path d="m7.5 7.5 5 5m0-5-5 5"/>"#,
            Self::Search => r#"<circle cx="8.75" cy="8.75" r="5.25"/><path d="m12.75 12.75 4.25 4.25"/>"#,
            Self::Menu => r#"<path d="M3 5.5h14M3 10h14M3 14.5h14"/>"#,
            Self::Close => r#"<path d="m5 5 10 10M15 5 5 15"/>"#,
            Self::Forward => r#"<path d="m7.5 4.5 5.5 5.5-5.5 5.5"/>"#,
            Self::Back => r#"<path d="M12.5 4.5 7 10l5.5 5.5"/>"#,
            Self::SignOut => {
                r#"<path d="M8.5 3.5H5a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h3.5M8.5 10H17m-3.25-3.5L17 10l-3.25 3.5"/>"#
            }
            Self::Globe => {
                r#"<circle cx="10" cy="10" r="7.25"/><path d="M2.75 10h14.5M10 2.75c2.3 2.2 3.25 4.6 3.25 7.25S12.3 15.05 10 17.25C7.7 15.05 6.75 12.65 6.75 10S7.7 4.95 10 2.75z"/>"#
            }
            Self::Launch => {
                r#"<path d="M8 4H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-3M11.5 3.5h5v5M16.5 3.5 9.5 10.5"/>"#
            }
            Self::List => r#"<path d="M7 5.5h10M7 10h10M7 14.5h10M3.5 5.5h.1M3.5 10h.1M3.5 14.5h.1"/>"#,
            Self::Clock => r#"<circle cx="10" cy="10" r="7.25"/><path d="M10 5.5V10l3 2"/>"#,
            Self::Settings => {
                r#"<path d="M3 6h7m4 0h3M3 14h3m4 0h7"/><circle cx="12" cy="6" r="2"/><circle cx="8" cy="14" r="2"/>"#
            }
            Self::Add => r#"<path d="M10 4v12M4 10h12"/>"#,
            Self::Empty => {
                r#"<path d="M3 11.5 5.5 4.5h9l2.5 7V15a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z"/><path d="M3 11.5h4l1 2h4l1-2h4"/>"#
            }
        }
    }
}

/// An icon in the size and colour of the text around it.
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor"
            stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" {
            (PreEscaped(icon.paths()))
        }
    }
}

/// The mark of a product: a doorway with light in it, or a desk bell.
pub(crate) fn mark(accent: crate::Accent) -> Markup {
    let drawing = match accent {
        crate::Accent::Harbour => {
            r#"<path class="mark-a" d="M5 29V14a11 11 0 0 1 22 0v15z"/><path class="mark-b" d="M11 29V15a5 5 0 0 1 10 0v14z"/><path class="mark-c" d="M16 29V10a5 5 0 0 1 5 5v14z"/>"#
        }
        crate::Accent::Orchard => {
            r#"<path class="mark-a" d="M4 24a12 12 0 0 1 24 0z"/><path class="mark-b" d="M16 12a12 12 0 0 1 12 12H16z"/><rect class="mark-a" x="2.5" y="25.5" width="27" height="3.5" rx="1.75"/><circle class="mark-a" cx="16" cy="8.5" r="2.75"/>"#
        }
    };
    html! {
        svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false" {
            (PreEscaped(drawing))
        }
    }
}
