//! What every page of both systems shares: layout, components, forms, cookies, headers, texts and failures.
