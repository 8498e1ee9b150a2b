//! The database a command works on: one that is named, or the data folder's own.

use crate::postgres::{EmbeddedPostgres, MIN_MAJOR, PostgresError};
use services::{
    Services,
    catalog::{self, CatalogError},
    clock::Clock,
};
use std::{path::Path, sync::Arc};
use store::{
    Store, StoreError,
    catalog::{CatalogVersion, catalog_load},
};

/// Why a command has no database.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The embedded database does not run.
    #[error(transparent)]
    Embedded(#[from] PostgresError),
    /// The database does not answer or is not as it should be.
    #[error("{what}: {}", causes(.source))]
    Store {
        /// What was tried.
        what: &'static str,
        /// The store's error.
        source: StoreError,
    },
    /// The named database is of a version that the schema does not fit.
    #[error("the database is PostgreSQL {0}, but {MIN_MAJOR} or newer is needed")]
    TooOld(String),
    /// The built-in catalog is broken.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
}

/// An error with its causes in one line.
fn causes(error: &dyn std::error::Error) -> String {
    std::iter::successors(error.source(), |error| error.source())
        .fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

fn failed(what: &'static str) -> impl FnOnce(StoreError) -> DatabaseError {
    move |source| DatabaseError::Store { what, source }
}

/// The database, and the embedded PostgreSQL when this process runs it.
#[derive(Debug)]
pub struct Database {
    url: String,
    embedded: Option<EmbeddedPostgres>,
}

impl Database {
    /// The database named by `url`; without one the data folder's own, for this process
    /// alone: a server that runs on the folder is an error.
    ///
    /// # Errors
    /// [`DatabaseError::Embedded`].
    pub async fn own(url: Option<&str>, data_dir: &Path) -> Result<Self, DatabaseError> {
        if let Some(url) = url {
            return Ok(Self { url: url.to_owned(), embedded: None });
        }
        let embedded = EmbeddedPostgres::start(data_dir).await?;
        Ok(Self { url: embedded.url().to_owned(), embedded: Some(embedded) })
    }

    /// The same, but beside a running server its database is used.
    ///
    /// # Errors
    /// [`DatabaseError::Embedded`].
    pub async fn shared(url: Option<&str>, data_dir: &Path) -> Result<Self, DatabaseError> {
        if url.is_none()
            && let Some(url) = EmbeddedPostgres::url_of_running(data_dir)?
        {
            return Ok(Self { url, embedded: None });
        }
        Self::own(url, data_dir).await
    }

    /// Whether this process runs it, and so is the only one that uses it.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }

    /// Its connection URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its version, as it names itself.
    ///
    /// # Errors
    /// [`DatabaseError::TooOld`], [`DatabaseError::Store`].
    pub async fn version(&self) -> Result<String, DatabaseError> {
        let version = Store::server_version(&self.url);
        new_enough(version.await.map_err(failed("cannot ask the database for its version"))?)
    }

    /// Applies what is missing of the migrations and the catalog.
    ///
    /// # Errors
    /// [`DatabaseError::TooOld`], [`DatabaseError::Store`], [`DatabaseError::Catalog`].
    pub async fn migrate(&self, clock: &Clock) -> Result<(), DatabaseError> {
        self.version().await?;
        Store::migrate(&self.url).await.map_err(failed("cannot migrate the database"))?;
        let (catalog, files) = catalog::load()?;
        let versions: Vec<_> = files.into_iter().map(CatalogVersion::from).collect();
        catalog_load(&self.url, &catalog, &versions, clock.now())
            .await
            .map_err(failed("cannot load the catalog"))?;
        Ok(())
    }

    /// The use cases over this database, migrated first, with so many connections at most.
    ///
    /// # Errors
    /// [`DatabaseError::TooOld`], [`DatabaseError::Store`], [`DatabaseError::Catalog`].
    pub async fn services(&self, connections: u32) -> Result<Services, DatabaseError> {
        let clock = Clock::system();
        self.migrate(&clock).await?;
        let (catalog, _) = catalog::load()?;
        let store = Store::connect(&self.url, connections)
            .await
            .map_err(failed("cannot connect to the database"))?;
        Ok(Services::new(store, Arc::new(catalog), clock))
    }

    /// Stops the embedded database if this process runs it.
    pub async fn close(self) {
        if let Some(embedded) = self.embedded {
            embedded.stop().await;
        }
    }
}

/// The version, unless it is older than what the embedded database would be.
fn new_enough(version: String) -> Result<String, DatabaseError> {
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    match digits.parse::<u32>() {
        Ok(major) if major >= MIN_MAJOR => Ok(version),
        _ => Err(DatabaseError::TooOld(version)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_old_database_is_named_with_what_is_needed() {
        for good in ["15.14 (Debian 15.14-0+deb12u1)", "18.6", "19beta1"] {
            assert_eq!(new_enough(good.to_owned()).unwrap(), good);
        }
        for old in ["14.19", "9.6.24", "13beta1"] {
            let said = new_enough(old.to_owned()).unwrap_err().to_string();
            assert_eq!(
                said,
                format!("the database is PostgreSQL {old}, but 15 or newer is needed")
            );
        }
    }
}
