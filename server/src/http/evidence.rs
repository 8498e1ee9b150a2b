//! `POST /discounts/upload`: a request for a discount with its files.
//! `GET /discounts/{id}/files/{place}`: one of them, to be kept and never shown by the browser.

use super::{AppState, problem::Asker, upload::too_large};
use app::api::{
    ApiError, ErrorCode,
    context::RequestContext,
    programs::{Asked, UPLOAD},
};
use axum::{
    Extension,
    extract::{
        FromRequest, Multipart, Path, Request, State,
        multipart::{Field, MultipartError},
    },
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    field::FieldError,
    ids::ProgramRequestId,
    program::{EvidenceKind, MAX_FILES, Program, ProgramDraft, evidence},
};
use services::programs::Incoming;
use uuid::Uuid;

/// The longest text of a field, in bytes: any message that fits and more.
const TEXT_MAX: usize = 16 * 1024;

/// A form as it was sent.
#[derive(Default)]
struct Form {
    id: String,
    customer: String,
    program: String,
    message: String,
    files: Vec<Incoming>,
}

/// Asks for a discount. Programs get the request's id, people its page.
pub(super) async fn ask(
    State(state): State<AppState>,
    Extension(context): Extension<RequestContext>,
    request: Request,
) -> Response {
    let asker = Asker::of(&request);
    let Some(who) = &context.principal else { return asker.answer(ErrorCode::Unauthenticated) };
    let form = match form_of(request).await {
        Ok(form) => form,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => return too_large(asker, UPLOAD),
        Err(_) => return asker.answer(ErrorCode::Invalid),
    };
    let (draft, files) = match form.parse() {
        Ok(parsed) => parsed,
        Err(fields) => {
            return asker.explain(ApiError { fields, ..ErrorCode::Invalid.into() });
        }
    };
    let asked = state.services.program_ask(who, draft, files);
    match state.services.guarded(who, UPLOAD, asked).await {
        Ok(id) if asker.is_page() => Redirect::to(&format!("/discounts/{id}")).into_response(),
        Ok(id) => asker.data(&Asked { id }),
        Err(error) => asker.explain(ApiError::of(error, Some(&context.request_id))),
    }
}

impl Form {
    /// What is asked for, and the files. What is wrong with these says the rule.
    fn parse(self) -> Result<(ProgramDraft, Vec<Incoming>), Vec<FieldError>> {
        let mut wrong = Vec::new();
        let customer = self.customer.parse();
        if customer.is_err() {
            wrong.push(FieldError::new("customer", "program-customer"));
        }
        let program = Program::from_slug(&self.program);
        if program.is_none() {
            wrong.push(FieldError::new("program", "program-program"));
        }
        let id = match &*self.id {
            // A form without code has made none.
            "" => Ok(ProgramRequestId(Uuid::now_v7())),
            id => id.parse(),
        };
        match (id, customer, program) {
            (Ok(id), Ok(customer), Some(program)) => {
                let draft = ProgramDraft { id, customer, program, message: self.message };
                Ok((draft, self.files))
            }
            _ => {
                // All that can be mended is told at once.
                let files: Vec<_> = self.files.iter().map(Incoming::upload).collect();
                wrong.extend(evidence(&files).err().into_iter().flatten());
                Err(wrong)
            }
        }
    }
}

async fn form_of(request: Request) -> Result<Form, StatusCode> {
    let status = |error: MultipartError| error.status();
    let mut multipart =
        Multipart::from_request(request, &()).await.map_err(|error| error.status())?;
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await.map_err(status)? {
        let name = field.name().unwrap_or_default().to_owned();
        match &*name {
            "id" => form.id = text_of(field).await?,
            "customer" => form.customer = text_of(field).await?,
            "program" => form.program = text_of(field).await?,
            "message" => form.message = text_of(field).await?,
            "evidence" => {
                // More than are allowed are counted and not kept.
                let keep = form.files.len() < MAX_FILES;
                let file = file_of(field, keep).await?;
                // Where no file was chosen, browsers send one without a name.
                if file.size > 0 || !file.name.is_empty() {
                    form.files.push(file);
                }
            }
            _ => {}
        }
    }
    Ok(form)
}

async fn text_of(mut field: Field<'_>) -> Result<String, StatusCode> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| error.status())? {
        if bytes.len() + piece.len() > TEXT_MAX {
            return Err(StatusCode::BAD_REQUEST);
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| StatusCode::BAD_REQUEST)
}

async fn file_of(mut field: Field<'_>, keep: bool) -> Result<Incoming, StatusCode> {
    let mut file =
        Incoming { name: field.file_name().unwrap_or_default().to_owned(), ..Incoming::default() };
    while let Some(piece) = field.chunk().await.map_err(|error| error.status())? {
        match keep {
            true => file.take(&piece),
            false => file.size += piece.len() as u64,
        }
    }
    Ok(file)
}

/// A file of a request.
pub(super) async fn file(
    State(state): State<AppState>,
    Extension(context): Extension<RequestContext>,
    Path((id, place)): Path<(String, String)>,
    request: Request,
) -> Response {
    let asker = Asker::of(&request);
    let Some(who) = &context.principal else { return asker.answer(ErrorCode::Unauthenticated) };
    let (Ok(id), Ok(place)) = (id.parse(), place.parse()) else {
        return asker.answer(ErrorCode::NotFound);
    };
    let file = state.services.program_evidence(who, id, place);
    match state.services.guarded(who, &context.endpoint, file).await {
        Ok(kept) => kept_as(&kept.file.name, kept.file.kind, kept.content),
        Err(error) => asker.explain(ApiError::of(error, Some(&context.request_id))),
    }
}

/// Something that others sent: the browser keeps it, and if it ever shows it, then without any
/// rights in the portal.
fn kept_as(name: &str, kind: EvidenceKind, content: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type())),
        (header::CONTENT_DISPOSITION, disposition(name, kind)),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, content).into_response()
}

/// A name in ASCII for whoever knows no better, and the whole one (RFC 6266, RFC 8187).
fn disposition(name: &str, kind: EvidenceKind) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !"\"\\%".contains(c) || c == ' ' { c } else { '_' })
        .collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                whole.push(char::from(byte));
            }
            other => whole.push_str(&format!("%{other:02X}")),
        }
    }
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| match kind {
        EvidenceKind::Pdf => HeaderValue::from_static("attachment; filename=\"evidence.pdf\""),
        EvidenceKind::Png => HeaderValue::from_static("attachment; filename=\"evidence.png\""),
        EvidenceKind::Jpeg => HeaderValue::from_static("attachment; filename=\"evidence.jpg\""),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_no_headers_of_their_own() {
        let told = |name| disposition(name, EvidenceKind::Pdf);
        assert_eq!(
            told("Schülerausweis 1.pdf"),
            "attachment; filename=\"Sch_lerausweis 1.pdf\"; \
             filename*=UTF-8''Sch%C3%BClerausweis%201.pdf"
        );
        assert_eq!(
            told("a\"; x=\"b\r\n.pdf"),
            "attachment; filename=\"a_; x=_b__.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%22b%0D%0A.pdf"
        );
    }
}
