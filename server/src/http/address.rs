//! Where a request comes from, for rate limits and for lists of sessions.

use super::{AppState, cookies};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, header, request::Parts},
};
use services::auth::Visitor;
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

/// Who sends a request, before anybody is known to be signed in.
#[derive(Debug)]
pub(super) struct Guest(pub(super) Visitor);

impl FromRequestParts<AppState> for Guest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(visitor(state, &parts.headers, &parts.extensions)))
    }
}

/// The same from the parts of a request.
pub(super) fn visitor(state: &AppState, headers: &HeaderMap, extensions: &Extensions) -> Visitor {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Visitor {
        device: cookies::cookie(headers, cookies::device_name(&state.settings)),
        ..Visitor::new(behind(state.settings.proxies, headers, peer), agent.unwrap_or_default())
    }
}

/// The address before this many proxies of our own. Each proxy appends the address it saw
/// to `X-Forwarded-For`; what stands further left is the client's own say, and not believed.
pub(super) fn behind(proxies: usize, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
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
