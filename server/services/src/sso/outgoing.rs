//! Asking identity providers. Owners name the address, so it is held to what is a provider's:
//! https, no address of this machine or of where machines are told their secrets, no redirects,
//! a few seconds, a megabyte.

use futures::FutureExt;
use futures::future::BoxFuture;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// Until an answer is there.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of an answer.
const LARGEST: usize = 1 << 20;

/// Why a provider was not asked, or did not answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAnswer {
    /// The address is none that is asked.
    #[error("{0} is not asked")]
    Forbidden(String),
    /// No answer came.
    #[error("no answer: {0}")]
    Failed(#[from] reqwest::Error),
    /// The answer is none.
    #[error("an answer that is none: {0}")]
    Broken(#[from] http::Error),
    /// The answer is too long.
    #[error("an answer of more than a megabyte")]
    TooLong,
}

/// Asks providers. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    client: Option<reqwest::Client>,
    /// Whether providers of this very machine are asked, by http too: for tests and demos.
    local: bool,
}

impl Outgoing {
    pub(crate) fn new(local: bool) -> Self {
        let client = reqwest::Client::builder()
            .user_agent("Seatkeeper")
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(Filtered { local }));
        // No proxy of the environment: it would look up names itself, past what is filtered here,
        // and be asked for this machine's own addresses.
        let client = client.no_proxy();
        let client = client.build().inspect_err(|error| {
            tracing::error!(%error, "identity providers cannot be asked");
        });
        Self { client: client.ok(), local }
    }

    /// Whether an address may be a provider's.
    pub(super) fn may_ask(&self, address: &str) -> bool {
        let Ok(url) = Url::parse(address) else { return false };
        let own = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => is_forbidden(ip.into()),
            Some(Host::Ipv6(ip)) => is_forbidden(ip.into()),
            None => return false,
        };
        match url.scheme() {
            "https" => !own || self.local,
            "http" => own && self.local,
            _ => false,
        }
    }

    pub(super) async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let address = request.uri().to_string();
        let client = self.client.as_ref().filter(|_| self.may_ask(&address));
        let client = client.ok_or(NoAnswer::Forbidden(address))?;
        let mut answer = client.execute(request.try_into()?).await?;
        let mut response = http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LARGEST {
                return Err(NoAnswer::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(response.body(body)?)
    }
}

/// As the library asks.
impl<'c> AsyncHttpClient<'c> for Outgoing {
    type Error = NoAnswer;
    type Future = BoxFuture<'c, Result<HttpResponse, NoAnswer>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.ask(request).boxed()
    }
}

/// Names are resolved to addresses that may be asked alone: what a name means may change
/// between two questions.
#[derive(Debug)]
struct Filtered {
    local: bool,
}

impl Resolve for Filtered {
    fn resolve(&self, name: Name) -> Resolving {
        let local = self.local;
        async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let fit: Vec<SocketAddr> =
                found.filter(|address| local || !is_forbidden(address.ip())).collect();
            if fit.is_empty() {
                return Err(format!("{} has no address that is asked", name.as_str()).into());
            }
            Ok::<Addrs, Box<dyn std::error::Error + Send + Sync>>(Box::new(fit.into_iter()))
        }
        .boxed()
    }
}

/// This machine, its link, and where machines of clouds are told their secrets. Private networks
/// are not among them: that is where providers of those live who run Seatkeeper themselves.
fn is_forbidden(address: IpAddr) -> bool {
    match plain(address) {
        IpAddr::V4(v4) => {
            v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_multicast()
                || v4.is_broadcast()
                || v4.octets()[0] == 0
                || v4 == Ipv4Addr::new(100, 100, 100, 200)
        }
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unicast_link_local()
                || v6 == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)
        }
    }
}

/// An address as what it leads to: IPv4 written as IPv6 is mapped (`::ffff:…`), compatible (`::…`),
/// behind NAT64 (`64:ff9b::…` and what networks use of their own of `64:ff9b:1::…`), or 6to4
/// (`2002:…::`).
fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address.to_canonical() else { return address.to_canonical() };
    let v4 =
        |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)).into();
    match v6.segments() {
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => v4(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x64, 0xff9b, 1, _, _, _, high, low] => {
            v4(high, low)
        }
        [0x2002, high, low, ..] => v4(high, low),
        _ => v6.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_a_providers_is_asked() {
        let (outgoing, local) = (Outgoing::new(false), Outgoing::new(true));
        for address in [
            "https://login.example.com/realm",
            "https://10.0.0.5/",
            "https://[fd12::1]:8443/",
            "https://[64:ff9b::203.0.113.5]/",
        ] {
            assert!(outgoing.may_ask(address), "{address}");
        }
        for address in [
            "http://login.example.com/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://localhost/",
            "https://a.localhost/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::127.0.0.1]/",
            "https://[64:ff9b::127.0.0.1]/",
            "https://[64:ff9b::169.254.169.254]/",
            "https://[64:ff9b:1::169.254.169.254]/",
            "https://[2002:7f00:1::]/",
            "https://169.254.169.254/latest/meta-data",
            "https://[fe80::1]/",
            "https://[fd00:ec2::254]/",
            "https://100.100.100.200/",
            "file:///etc/passwd",
            "login.example.com",
            "",
        ] {
            assert!(!outgoing.may_ask(address), "{address}");
        }
        assert!(local.may_ask("http://127.0.0.1:4000/"));
        assert!(!local.may_ask("http://login.example.com/"), "elsewhere https stays needed");
    }

    /// Each client that may use a proxy, of the environment's too, says so.
    #[test]
    fn no_proxy_is_asked() {
        let usual = format!("{:?}", reqwest::Client::new());
        assert!(usual.contains("proxies"), "{usual}");
        for local in [false, true] {
            let client = format!("{:?}", Outgoing::new(local).client.unwrap());
            assert!(!client.contains("proxies"), "{client}");
        }
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_not_asked() {
        let resolved = Filtered { local: false }.resolve("localhost".parse().unwrap()).await;
        assert!(resolved.is_err());
        let resolved = Filtered { local: true }.resolve("localhost".parse().unwrap()).await;
        assert!(resolved.is_ok_and(|mut found| found.next().is_some()));
    }
}
