//! Cards: a surface with a heading and what belongs together.

use maud::{Markup, Render, html};

/// A card under construction.
pub struct Card<'a> {
    heading: &'a str,
    id: Option<&'a str>,
    lead: Option<&'a str>,
    actions: Option<Markup>,
    body: Markup,
}

/// A card with a heading of the second level.
pub fn card(heading: &str, body: Markup) -> Card<'_> {
    Card {
        heading,
        id: None,
        lead: None,
        actions: None,
        body,
    }
}

impl<'a> Card<'a> {
    /// An id, so that links and refreshes can name it.
    pub fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// A sentence below the heading.
    pub fn lead(mut self, lead: &'a str) -> Self {
        self.lead = Some(lead);
        self
    }

    /// Buttons beside the heading.
    pub fn actions(mut self, actions: Markup) -> Self {
        self.actions = Some(actions);
        self
    }
}

impl Render for Card<'_> {
    fn render(&self) -> Markup {
        html! {
            section class="card" id=[self.id] {
                div class="card-head" {
                    div {
                        h2 class="card-heading" { (self.heading) }
                        @if let Some(lead) = self.lead { p class="card-lead" { (lead) } }
                    }
                    @if let Some(actions) = &self.actions { div class="card-actions" { (actions) } }
                }
                div class="card-body" { (self.body) }
            }
        }
    }
}
