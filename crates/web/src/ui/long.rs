//! What makes a long page cheap: room in one go, and long text written in pieces.

use maud::{Markup, Render};

/// Text that is long and has little to escape, such as a message or an address: it is copied in pieces, not character
/// by character. What comes out is what any text in a page becomes.
pub(crate) struct Long<'a>(pub(crate) &'a str);

impl Render for Long<'_> {
    fn render_to(&self, buffer: &mut String) {
        if is_plain(self.0) {
            buffer.push_str(self.0);
            return;
        }
        // Addresses have ampersands, and mostly nothing else.
        for (index, piece) in self.0.split('&').enumerate() {
            if index > 0 {
                buffer.push_str("&amp;");
            }
            if is_plain(piece) {
                buffer.push_str(piece);
            } else {
                piece.render_to(buffer);
            }
        }
    }
}

/// Whether nothing is to be escaped.
fn is_plain(text: &str) -> bool {
    // No early end, so that the compiler looks at many octets at once.
    let is_special = |octet| matches!(octet, b'&' | b'<' | b'>' | b'"');
    !text.bytes().fold(false, |found, octet| found | is_special(octet))
}

/// Writes nothing, but makes room for so many octets, so that the page is not copied again and again while it grows.
pub(crate) struct Room(pub(crate) usize);

impl Room {
    /// Room for `markup` and a frame of this many octets around it.
    pub(crate) fn around(markup: &Markup, frame: usize) -> Self {
        Self(markup.0.len() + frame)
    }
}

impl Render for Room {
    fn render_to(&self, buffer: &mut String) {
        buffer.reserve(self.0);
    }
}

#[cfg(test)]
mod tests {
    use maud::{Render as _, html};

    use super::{Long, Room};

    #[test]
    fn long_text_is_escaped_like_any_other() {
        let plain = "PHNhbWxw".repeat(20);
        for text in ["", "&", "a&b<c>d\"e", "ä<ß>&&\"\"", "/a?b=c&d=e", &plain] {
            assert_eq!(Long(text).render().0, text.render().0, "{text}");
        }
    }

    #[test]
    fn room_leaves_no_mark() {
        assert_eq!(html! { (Room(1000)) p { "a" } }.0, "<p>a</p>");
    }
}
