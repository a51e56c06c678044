//! What the server answered.

use http::{HeaderMap, StatusCode, header};

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .unwrap_or_else(|| panic!("no redirect but {}: {}", self.status, self.text()))
            .to_str()
            .unwrap()
    }

    /// The body without its markup, for messages of failed tests.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut in_tag = false;
        for character in self.body.chars() {
            match character {
                '<' => in_tag = true,
                '>' => {
                    in_tag = false;
                    text.push(' ');
                }
                _ if !in_tag => text.push(character),
                _ => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn sets_a_session(&self) -> bool {
        self.headers.get_all(header::SET_COOKIE).iter().any(|value| {
            value.to_str().unwrap().starts_with("session=") && !value.to_str().unwrap().contains("Max-Age=0")
        })
    }

    /// The sign-in succeeded, and the browser goes on to `path`.
    #[track_caller]
    pub(crate) fn is_welcome_to(&self, path: &str) {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        assert_eq!(self.location(), path);
        assert!(self.sets_a_session());
    }

    /// The sign-in was refused with this code; the page says so and no session begins.
    #[track_caller]
    pub(crate) fn is_refused_with(&self, code: &str) {
        assert!(self.status.is_client_error(), "{}: {}", self.status, self.text());
        assert!(self.body.contains(code), "{code} expected: {}", self.text());
        assert!(!self.sets_a_session());
        let id = self.headers.get("x-correlation-id").unwrap().to_str().unwrap();
        assert!(self.body.contains(id), "the page shows the correlation id");
    }

    /// The values of hidden fields with this name.
    pub(crate) fn hidden(&self, name: &str) -> Option<String> {
        let start = self
            .body
            .find(&format!("type=\"hidden\" name=\"{name}\" value=\""))?;
        let rest = &self.body[start..];
        let value = rest.split("value=\"").nth(1)?.split('"').next()?;
        Some(
            value
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        )
    }
}
