//! The address a request comes from, for rate limits.

use super::AppState;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

/// The client's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClientAddress(pub(super) IpAddr);

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        Ok(Self(behind(state.settings.proxies, &parts.headers, peer)))
    }
}

/// The address before this many proxies of our own. Each proxy appends the address it saw
/// to `X-Forwarded-For`; what stands further left is the client's own say, and not believed.
fn behind(proxies: usize, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
    let seen: Vec<IpAddr> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|address| address.trim().parse().ok())
        .collect();
    match proxies {
        0 => peer,
        count => seen.len().checked_sub(count).and_then(|at| seen.get(at)).copied().unwrap_or(peer),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_what_our_proxies_wrote_is_believed() {
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "6.6.6.6, 203.0.113.9".parse().unwrap());
        assert_eq!(behind(0, &headers, peer), peer);
        assert_eq!(behind(1, &headers, peer).to_string(), "203.0.113.9");
        headers.append("x-forwarded-for", "10.0.0.2".parse().unwrap());
        assert_eq!(behind(2, &headers, peer).to_string(), "203.0.113.9");
        assert_eq!(behind(9, &headers, peer), peer);
    }
}
