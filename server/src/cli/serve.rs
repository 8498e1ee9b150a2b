//! `seatkeeper serve`: from nothing to a portal, and back.

use super::{CliError, Global, audit::KeyFile, say};
use crate::{
    database::Database,
    http::{self, AppState, Detach, Limits, Schema, Settings, metrics, site_options},
    jobs,
    live::Hub,
    mail::{Mailer, SmtpUrl},
    secret_key,
};
use axum::serve::ListenerExt;
use clap::ValueEnum;
use lettre::message::Mailbox;
use services::{ServiceError, Services, audit::Sealer, demo, roots::MIRRORED_ROWS};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

/// How long open requests may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Whether cookies insist on https.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SecureCookies {
    /// As --base-url says.
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, env = "SEATKEEPER_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Load demo data and show its sign-ins on the sign-in page
    #[arg(long, env = "SEATKEEPER_DEMO")]
    demo: bool,
    /// Licenses of the demo
    #[arg(long, env = "SEATKEEPER_DEMO_LICENSES", default_value_t = demo::DEFAULT_LICENSES)]
    demo_licenses: u32,
    /// Address that people type, as `https://portal.example`
    #[arg(long, env = "SEATKEEPER_BASE_URL", value_parser = parse_base_url)]
    base_url: Option<String>,
    /// Whether cookies insist on https; auto: when --base-url is https
    #[arg(long, env = "SEATKEEPER_SECURE_COOKIES", value_enum, default_value = "auto")]
    secure_cookies: SecureCookies,
    /// Number of your own proxies before the server, whose X-Forwarded-For is believed
    #[arg(long, env = "SEATKEEPER_PROXIES", default_value_t = 0)]
    proxies: usize,
    /// File with the secret key, made at the first start; keep it with the backups, and give
    /// the same one to every process of an installation [default: secret.key in the data folder]
    #[arg(long, env = "SEATKEEPER_SECRET_KEY", value_name = "FILE")]
    secret_key: Option<PathBuf>,
    /// Ask identity providers of this very machine, too, by http: for tests
    #[arg(long, env = "SEATKEEPER_SSO_ALLOW_HTTP")]
    sso_allow_http: bool,
    /// Token that may read /metrics (Authorization: Bearer …); without one it is not there
    #[arg(long, env = "METRICS_TOKEN", hide_env_values = true)]
    metrics_token: Option<String>,
    /// Trees of up to so many licenses are kept in memory while somebody looks at them, some
    /// 550 bytes a license; pages of larger ones come from the database. 0 keeps none
    #[arg(long, env = "SEATKEEPER_MIRRORED_LICENSES", default_value_t = MIRRORED_ROWS)]
    mirrored_licenses: u64,
    /// Mail server, as smtps://user:password@host or smtp://…, where ?tls=opportunistic or
    /// ?tls=none may follow if its connections are not protected; without one no mail is sent
    #[arg(long, env = "SMTP_URL", hide_env_values = true, value_name = "URL")]
    smtp_url: Option<String>,
    /// Address that mails come from, as `Seatkeeper <portal@example.com>`
    #[arg(long, env = "SEATKEEPER_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<Mailbox>,
    /// Connections to the database at most
    #[arg(long, env = "SEATKEEPER_DATABASE_CONNECTIONS", default_value_t = 20,
          value_parser = clap::value_parser!(u32).range(2..=1000))]
    database_connections: u32,
    #[command(flatten)]
    audit_key: KeyFile,
    /// Folder outside of the database, best on another machine, into which each checkpoint of
    /// the action log is copied
    #[arg(long, env = "SEATKEEPER_AUDIT_PATH", value_name = "FOLDER")]
    audit_path: Option<PathBuf>,
}

impl Serve {
    /// Serves until told to stop.
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        // Listened for first: a signal during the start must not kill the process half way,
        // with the database left running.
        let stop = stop_signal()?;
        let taken = TcpListener::bind(self.listen).await.and_then(|listener| {
            let address = listener.local_addr()?;
            Ok((listener, address))
        });
        let (listener, address) = taken.map_err(|source| CliError::Io {
            what: format!("cannot listen on {}", self.listen),
            source,
        })?;
        let mailer = self.mailer(address)?;
        let data_dir = global.data_dir()?;
        let database = Database::own(global.url(), &data_dir).await?;
        let prepared = async {
            let services = self.prepare(&database, &data_dir).await?;
            let sealer = self.audit_key.sealer(global, self.audit_path.clone())?;
            Ok((services, Arc::new(sealer)))
        };
        let outcome = match stop.run_until_cancelled(prepared).await {
            Some(Ok((services, sealer))) => {
                let services = if mailer.is_some() { services.with_mail() } else { services };
                let sealing =
                    jobs::sealing(services.clone(), Arc::clone(&sealer), jobs::SEAL_EVERY);
                let ended = stop.clone();
                tokio::spawn(async move { ended.run_until_cancelled(sealing).await });
                self.serve(listener, address, (services, sealer), mailer, &database, stop).await
            }
            Some(Err(error)) => Err(error),
            None => Ok(()),
        };
        database.close().await;
        outcome
    }

    /// The way to the mail server, if one is named.
    fn mailer(&self, address: SocketAddr) -> Result<Option<Mailer>, CliError> {
        let named = self.smtp_url.as_deref().filter(|url| !url.is_empty());
        let Some(named) = named else {
            if !self.demo {
                tracing::warn!("no mails are sent: SMTP_URL names no mail server");
            }
            return Ok(None);
        };
        let url: SmtpUrl =
            named.parse().map_err(|error| CliError::Usage(format!("SMTP_URL: {error}")))?;
        let from = self.mail_from.clone().ok_or_else(|| {
            CliError::Usage("with SMTP_URL, --mail-from says where mails come from".to_owned())
        })?;
        if self.base_url.is_none() {
            tracing::warn!("without --base-url, links in mails lead to http://{address}");
        }
        Ok(Some(Mailer::new(&url, from, self.base_url(address))))
    }

    fn base_url(&self, address: SocketAddr) -> String {
        self.base_url.clone().unwrap_or_else(|| format!("http://{address}"))
    }

    /// Migrations, catalog and demo data.
    async fn prepare(&self, database: &Database, data_dir: &Path) -> Result<Services, CliError> {
        let file = self.secret_key.clone().unwrap_or_else(|| data_dir.join("secret.key"));
        let key = secret_key::load(&file).map_err(|source| CliError::Io {
            what: format!("cannot use the secret key {}", file.display()),
            source,
        })?;
        let services = database
            .services(self.database_connections)
            .await?
            .with_demo(self.demo)
            .with_mirrored_rows(self.mirrored_licenses)
            .with_secret_key(key);
        let services = if self.sso_allow_http { services.with_local_providers() } else { services };
        if self.demo {
            super::data::load_demo(&services, database, self.demo_licenses).await?;
        } else if services.store.root_of_demo().await.map_err(ServiceError::from)?.is_some() {
            tracing::info!("there is a demo in the database; its people sign in with --demo only");
        }
        Ok(services)
    }

    async fn serve(
        &self,
        listener: TcpListener,
        address: SocketAddr,
        (services, sealer): (Services, Arc<Sealer>),
        mailer: Option<Mailer>,
        database: &Database,
        stop: CancellationToken,
    ) -> Result<(), CliError> {
        let last = services.clone();
        let sending = mailer.map(|mailer| jobs::mail(services.clone(), mailer, stop.clone()));
        let sending = sending.map(tokio::spawn);
        let housekeeping = jobs::housekeeping(services.clone(), database.is_embedded());
        let ended = stop.clone();
        tokio::spawn(async move { ended.run_until_cancelled(housekeeping).await });
        let (months, ended) = (jobs::months(services.clone()), stop.clone());
        tokio::spawn(async move { ended.run_until_cancelled(months).await });
        let state = self.state(address, services, database, stop.clone())?;
        self.announce(address, &state);
        let app = http::router(state).into_make_service_with_connect_info::<SocketAddr>();
        let listener = listener.tap_io(|connection| {
            if let Err(error) = connection.set_nodelay(true) {
                tracing::debug!(%error, "cannot set TCP_NODELAY");
            }
        });
        let serving =
            axum::serve(listener, app).with_graceful_shutdown(stop.clone().cancelled_owned());
        let overdue = async {
            stop.cancelled().await;
            tracing::info!("stopping: finishing open requests");
            tokio::time::sleep(GRACE).await;
        };
        let outcome = tokio::select! {
            outcome = serving.into_future() => outcome,
            () = overdue => {
                tracing::warn!("open requests did not end within {} s", GRACE.as_secs());
                Ok(())
            }
        };
        if let Some(sending) = sending {
            // What became of a mail that is on its way is better noted.
            let _ = tokio::time::timeout(GRACE / 2, sending).await;
        }
        let _ = tokio::time::timeout(GRACE / 2, last.refusals_noted()).await;
        // What was done last does not wait for the next start to be guarded; and neither this nor
        // connections of requests that did not end may keep the server.
        let _ = tokio::time::timeout(GRACE / 2, jobs::seal(&last, &sealer)).await;
        let _ = tokio::time::timeout(GRACE / 2, last.store.close()).await;
        tracing::info!("stopped");
        outcome.map_err(|source| CliError::Io { what: "the server failed".to_owned(), source })
    }

    fn state(
        &self,
        address: SocketAddr,
        services: Services,
        database: &Database,
        stop: CancellationToken,
    ) -> Result<AppState, CliError> {
        let site = site_options(address);
        if !std::path::Path::new(&*site.site_root).join(&*site.site_pkg_dir).is_dir() {
            tracing::warn!(
                "the site's files are not in {}: pages will have neither styles nor code",
                site.site_root
            );
        }
        let https = self.base_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        let settings = Settings {
            base_url: self.base_url.clone(),
            secure: match self.secure_cookies {
                SecureCookies::Auto => https,
                SecureCookies::On => true,
                SecureCookies::Off => false,
            },
            metrics_token: self.metrics_token.clone().filter(|token| !token.is_empty()),
            demo: self.demo,
            proxies: self.proxies,
        };
        let counted = metrics::install(stop.clone())
            .map_err(|error| CliError::Usage(format!("cannot start metrics: {error}")))?;
        Ok(AppState {
            hub: Hub::start(services.clone(), stop.clone()),
            services,
            site,
            settings: Arc::new(settings),
            schema: Schema::new(database.url()),
            metrics: Some(counted),
            detach: Detach::new(Limits::default()),
            shutdown: stop,
        })
    }

    /// Tells people at the terminal where the portal is and who may sign in.
    fn announce(&self, address: SocketAddr, state: &AppState) {
        if self.demo {
            say(format_args!("Demo sign-ins (password {}):", demo::PASSWORD));
            let plan = demo::plan(&state.services.catalog, state.services.clock.today(), 0);
            for person in &plan.people {
                let org = plan.orgs.get(person.org).map_or("", |org| org.name.as_str());
                say(format_args!("  {:<34} {:<14} {org}", person.email, person.role.slug()));
            }
        }
        say(format_args!("Seatkeeper is ready at {}", self.base_url(address)));
    }
}

/// Cancelled by SIGTERM and SIGINT (Ctrl+C).
fn stop_signal() -> Result<CancellationToken, CliError> {
    let listen = |kind| {
        signal(kind)
            .map_err(|source| CliError::Io { what: "cannot listen for signals".to_owned(), source })
    };
    let (mut terminate, mut interrupt) =
        (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        told.cancel();
    });
    Ok(stop)
}

fn parse_base_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(url.to_owned())
        }
        _ => Err("expected http://host or https://host, without a path".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::parse_base_url;

    #[test]
    fn a_base_url_is_an_origin() {
        assert_eq!(parse_base_url("https://portal.example/").unwrap(), "https://portal.example");
        assert_eq!(parse_base_url("http://localhost:3000").unwrap(), "http://localhost:3000");
        for bad in ["portal.example", "ftp://x", "https://", "https://x/y", "https://a@b"] {
            parse_base_url(bad).unwrap_err();
        }
    }
}
