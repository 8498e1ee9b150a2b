//! Refusals and failures that no page or server function answers: as JSON where a program
//! asked, as a plain page where a person did.

use super::{language::language_of, request_id::RequestId};
use app::{
    api::{ApiError, ErrorCode, codec::Format},
    i18n::Messages,
};
use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use domain::people::Language;
use serde::Serialize;

/// A plain page has its style sheet and nothing else.
pub(super) const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What an error's answer depends on, kept while the request itself is on its way.
#[derive(Clone, Debug)]
pub(super) struct Asker {
    id: Option<String>,
    page: bool,
    /// A program that reads `/api/v1`.
    documents: bool,
    format: Format,
    language: Language,
}

impl Asker {
    /// Who sent this request.
    pub(super) fn of(request: &Request) -> Self {
        let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let page = accept.is_some_and(|accept| accept.contains("text/html"));
        Self {
            id: request.extensions().get::<RequestId>().map(|id| id.0.clone()),
            page: page && !request.uri().path().starts_with("/api/"),
            documents: request.uri().path().starts_with("/api/v1/"),
            format: Format::accepted(request.headers()),
            language: language_of(request.headers(), None),
        }
    }

    /// Whether a person looks at the answer.
    pub(super) fn is_page(&self) -> bool {
        self.page
    }

    /// The answer.
    pub(super) fn answer(self, code: ErrorCode) -> Response {
        self.explain(code.into())
    }

    /// The answer with all that is known.
    pub(super) fn explain(self, mut error: ApiError) -> Response {
        let status =
            StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if self.documents {
            error.request_id.clone_from(&self.id);
            return self.document(status, &error);
        }
        if !self.page {
            error.request_id.clone_from(&self.id);
            return (status, self.data(&error)).into_response();
        }
        let mut response = (status, Html(self.html(&error))).into_response();
        let policy = HeaderValue::from_static(POLICY);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        if error.code == ErrorCode::Unavailable {
            // The page comes back by itself once the database does.
            response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
        }
        response
    }

    /// A problem document (RFC 9457).
    fn document(&self, status: StatusCode, error: &ApiError) -> Response {
        let fields = error.fields.first().map(|field| &*field.code);
        let code = fields.or(error.reason.as_deref()).unwrap_or(error.code.slug());
        let text = Messages::of(self.language).api_error(error);
        let body = serde_json::json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": text,
            "code": code,
            "fields": error.fields,
            "requestId": error.request_id,
        });
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        (status, kind, body.to_string()).into_response()
    }

    /// A value for a program or for the code of a page.
    pub(super) fn data<T: Serialize>(&self, value: &T) -> Response {
        let kind = [(header::CONTENT_TYPE, self.format.content_type())];
        (kind, self.format.encode(value).unwrap_or_default()).into_response()
    }

    fn html(&self, error: &ApiError) -> String {
        let reason = error.fields.first().map(|field| &field.code).or(error.reason.as_ref());
        let code = reason.map_or(error.code.slug(), String::as_str);
        let t = Messages::of(self.language);
        let id =
            self.id.as_ref().map(|id| format!("<p><small>{}</small></p>", t.error_request_id(id)));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
             <link rel=\"stylesheet\" href=\"/plain.css\"></head>\
             <body><main><h1>{title}</h1><p>{text}</p>{id}</main></body></html>\n",
            lang = self.language.tag(),
            title = t.error_title(),
            text = t.error(code),
            id = id.unwrap_or_default(),
        )
    }
}
