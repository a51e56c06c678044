//! In which order tables can be filled: one that others refer to before them.

use std::collections::{BTreeMap, BTreeSet};

/// The tables in such an order, by name where it does not matter; `None` if they refer to each other in a circle.
/// `references` are pairs: a table, and one it refers to.
pub(super) fn fillable(
    tables: impl IntoIterator<Item = String>,
    references: impl IntoIterator<Item = (String, String)>,
) -> Option<Vec<String>> {
    let mut waiting: BTreeMap<String, BTreeSet<String>> =
        tables.into_iter().map(|table| (table, BTreeSet::new())).collect();
    for (table, wanted) in references {
        if let Some(wants) = waiting.get_mut(&table) {
            wants.insert(wanted);
        }
    }
    let mut order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = waiting.iter().find(|(_, wants)| wants.is_empty());
        let ready = ready.map(|(table, _)| table.clone())?;
        waiting.remove(&ready);
        for wants in waiting.values_mut() {
            wants.remove(&ready);
        }
        order.push(ready);
    }
    Some(order)
}
