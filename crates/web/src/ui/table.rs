//! Tables with a caption for screen readers, and a state for when there is nothing to show.

use maud::{Markup, Render, html};

use crate::ui::icon::{Icon, icon};

/// What is shown in place of rows.
pub struct Empty<'a> {
    /// One line.
    pub title: &'a str,
    /// What one can do about it; may be empty.
    pub text: &'a str,
    /// A button that does it.
    pub action: Option<Markup>,
}

/// A table. On phones each row becomes a small card with the column's name before each value.
pub struct Table<'a> {
    caption: &'a str,
    columns: Vec<&'a str>,
    rows: Vec<Vec<Markup>>,
    empty: Empty<'a>,
}

impl<'a> Table<'a> {
    /// A table with its caption, the names of its columns, and what it shows when it has no rows.
    pub fn new(caption: &'a str, columns: &[&'a str], empty: Empty<'a>) -> Self {
        Self {
            caption,
            columns: columns.to_vec(),
            rows: Vec::new(),
            empty,
        }
    }

    /// Adds a row: one cell for each column. The first cell names the row.
    pub fn row(mut self, cells: Vec<Markup>) -> Self {
        self.rows.push(cells);
        self
    }

    /// Adds rows.
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Markup>>) -> Self {
        self.rows.extend(rows);
        self
    }
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        if self.rows.is_empty() {
            return empty(&self.empty);
        }
        html! {
            div class="table-frame" {
                table class="table" {
                    caption class="visually-hidden" { (self.caption) }
                    thead { tr { @for column in &self.columns { th scope="col" { (column) } } } }
                    tbody {
                        @for row in &self.rows {
                            tr {
                                @for (place, (column, cell)) in self.columns.iter().zip(row).enumerate() {
                                    @if place == 0 { th scope="row" { (cell) } }
                                    @else { td data-column=(column) { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The empty state by itself, for lists that are no tables.
pub fn empty(empty: &Empty<'_>) -> Markup {
    html! {
        div class="empty" {
            span class="empty-icon" { (icon(Icon::Empty)) }
            p class="empty-title" { (empty.title) }
            @if !empty.text.is_empty() { p class="empty-text" { (empty.text) } }
            @if let Some(action) = &empty.action { div class="empty-action" { (action) } }
        }
    }
}
