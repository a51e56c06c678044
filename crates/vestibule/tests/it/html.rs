//! As much HTML as a browser needs to go on: forms with their fields and buttons, links, text.

/// A form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    /// Address to send to, as written; empty for the page's own.
    pub(crate) action: String,
    pub(crate) is_post: bool,
    pub(crate) fields: Vec<Field>,
    pub(crate) buttons: Vec<Button>,
}

/// An input.
#[derive(Debug, Clone, Default)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) kind: String,
    pub(crate) autocomplete: String,
    pub(crate) is_checked: bool,
}

/// A button that submits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Button {
    pub(crate) text: String,
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) action: Option<String>,
}

/// A link.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) text: String,
}

/// What a page holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    pub(crate) forms: Vec<Form>,
    pub(crate) links: Vec<Link>,
    pub(crate) text: String,
}

/// Reads a page that our own components wrote: attributes in double quotes, no markup inside of scripts.
pub(crate) fn read(page: &str) -> Content {
    let mut reader = Reader::default();
    let mut rest = page;
    while let Some((text, markup)) = rest.split_once('<') {
        reader.text(&decode(text));
        let Some((tag, after)) = markup.split_once('>') else {
            break;
        };
        reader.tag(Tag::read(tag));
        rest = after;
    }
    reader.content.text = squeeze_lines(&reader.content.text);
    reader.content
}

#[derive(Default)]
struct Reader {
    content: Content,
    /// The link or button whose text is being read.
    open: Option<(Tag, String)>,
    is_in_form: bool,
    is_hidden: bool,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if self.is_hidden {
            return;
        }
        self.content.text.push_str(text);
        if let Some((_, open)) = &mut self.open {
            open.push_str(text);
        }
    }

    fn tag(&mut self, tag: Tag) {
        match tag.name.as_str() {
            "form" => {
                let is_post = tag.get("method").eq_ignore_ascii_case("post");
                self.content.forms.push(Form {
                    action: tag.get("action"),
                    is_post,
                    ..Form::default()
                });
                self.is_in_form = true;
            }
            "/form" => self.is_in_form = false,
            "input" | "textarea" => self.field(&tag),
            "a" | "button" => self.open = Some((tag, String::new())),
            "/a" | "/button" => self.close(),
            "script" | "style" | "title" => self.is_hidden = true,
            "/script" | "/style" | "/title" => self.is_hidden = false,
            "p" | "br" | "h1" | "h2" | "h3" | "div" | "li" | "dt" | "dd" | "td" | "th" | "tr" => {
                self.text("\n");
            }
            _ => {}
        }
    }

    fn form(&mut self) -> Option<&mut Form> {
        if self.is_in_form {
            self.content.forms.last_mut()
        } else {
            None
        }
    }

    fn field(&mut self, tag: &Tag) {
        if let Some(form) = self.form() {
            form.fields.push(Field {
                name: tag.get("name"),
                value: tag.get("value"),
                kind: tag.get("type"),
                autocomplete: tag.get("autocomplete"),
                is_checked: tag.has("checked"),
            });
        }
    }

    fn close(&mut self) {
        let Some((tag, text)) = self.open.take() else {
            return;
        };
        let text = squeeze(&text);
        if tag.name == "a" {
            self.content.links.push(Link {
                href: tag.get("href"),
                text,
            });
            return;
        }
        let is_submit = !matches!(tag.get("type").as_str(), "button" | "reset");
        let button = Button {
            text,
            name: tag.get("name"),
            value: tag.get("value"),
            action: Some(tag.get("formaction")).filter(|action| !action.is_empty()),
        };
        if let (true, Some(form)) = (is_submit, self.form()) {
            form.buttons.push(button);
        }
    }
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn read(text: &str) -> Self {
        let text = text.trim_end_matches('/');
        let (name, mut rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                break;
            }
            let end = rest
                .find(|c: char| c == '=' || c.is_whitespace())
                .unwrap_or(rest.len());
            let key = rest[..end].to_owned();
            rest = &rest[end..];
            let value = match rest.strip_prefix("=\"") {
                Some(quoted) => {
                    let end = quoted.find('"').expect("an attribute's value ends");
                    rest = &quoted[end + 1..];
                    decode(&quoted[..end])
                }
                None => String::new(),
            };
            attributes.push((key, value));
        }
        Self {
            name: name.to_ascii_lowercase(),
            attributes,
        }
    }

    fn get(&self, key: &str) -> String {
        self.attributes
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }

    fn has(&self, key: &str) -> bool {
        self.attributes.iter().any(|(name, _)| name == key)
    }
}

fn decode(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn squeeze_lines(text: &str) -> String {
    text.lines()
        .map(squeeze)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_page_is_read_as_a_browser_reads_it() {
    let content = read(
        r#"<h1>Sign in</h1><form method="post" action="/a?b=1&amp;c=2"><input type="hidden" name="state" value="x&quot;y">
        <input name="login" autocomplete="username" autofocus><button class="b">Next
        step</button><button type="button">Show</button></form><a href="/help">Help &amp; more</a><script>1<2</script>"#,
    );
    let form = &content.forms[0];
    assert_eq!((form.action.as_str(), form.is_post), ("/a?b=1&c=2", true));
    assert_eq!(form.fields[0].value, "x\"y");
    assert_eq!(form.fields[1].autocomplete, "username");
    assert_eq!(form.buttons.len(), 1);
    assert_eq!(form.buttons[0].text, "Next step");
    assert_eq!(
        (content.links[0].href.as_str(), content.links[0].text.as_str()),
        ("/help", "Help & more")
    );
    assert!(content.text.starts_with("Sign in"), "{}", content.text);
}
