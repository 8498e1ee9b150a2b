//! Whether the database has the schema of this version.

use std::sync::{Arc, OnceLock};
use store::Store;

/// Asks the database until it says yes; migrations only go forward, so that stays true.
#[derive(Clone)]
pub struct Schema {
    url: Arc<str>,
    current: Arc<OnceLock<()>>,
}

impl Schema {
    /// Of the database with this URL, whose user may read the list of migrations.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self { url: url.into(), current: Arc::default() }
    }

    /// Whether no migration of this binary is missing.
    pub async fn is_current(&self) -> bool {
        if self.current.get().is_some() {
            return true;
        }
        match Store::migrations_missing(&self.url).await {
            Ok(missing) if missing.is_empty() => {
                let _ = self.current.set(());
                true
            }
            Ok(missing) => {
                tracing::warn!(?missing, "migrations are missing");
                false
            }
            Err(error) => {
                tracing::warn!(%error, "cannot read the list of migrations");
                false
            }
        }
    }
}
