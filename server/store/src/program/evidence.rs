//! Files that show that a customer may have a discount: insert-only.

use crate::error::{Result, StoreError, touched};
use crate::tx::TenantTx;
use domain::ids::ProgramRequestId;
use domain::program::{Evidence, EvidenceKind};
use uuid::Uuid;

/// A file that is kept with its request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEvidence {
    /// What it is, and what it is called.
    pub file: Evidence,
    /// Its content, as long as `file` says.
    pub content: Vec<u8>,
}

pub(super) async fn insert(
    tx: &mut TenantTx,
    request: ProgramRequestId,
    files: &[NewEvidence],
) -> Result<()> {
    for (place, NewEvidence { file, content }) in (0_i16..).zip(files) {
        let done = sqlx::query(
            "INSERT INTO program_evidence (root_id, request_id, place, tkey, name, kind, content)
             SELECT root_id, id, $3, tkey, $4, $5, $6 FROM program_request
             WHERE root_id = $1 AND id = $2",
        )
        .bind(tx.root())
        .bind(request.0)
        .bind(place)
        .bind(&file.name)
        .bind(file.kind.slug())
        .bind(content)
        .execute(tx.conn())
        .await?;
        touched(&done)?;
    }
    Ok(())
}

/// The files of these requests without their content, each with its request, by place.
///
/// # Errors
/// Database errors.
pub async fn evidence_list(
    tx: &mut TenantTx,
    requests: &[ProgramRequestId],
) -> Result<Vec<(ProgramRequestId, Evidence)>> {
    let rows: Vec<(Uuid, String, String, i64)> = sqlx::query_as(
        "SELECT request_id, name, kind, length(content)::bigint FROM program_evidence
         WHERE root_id = $1 AND request_id = ANY($2) ORDER BY request_id, place",
    )
    .bind(tx.root())
    .bind(requests.iter().map(|request| request.0).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    let read = |(request, name, kind, size): (Uuid, String, String, i64)| {
        let file = Evidence { name, kind: kind_of(kind)?, size: size.unsigned_abs() };
        Ok((ProgramRequestId(request), file))
    };
    rows.into_iter().map(read).collect()
}

/// A file of a request, by its place from 0 on, with its content.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn evidence_get(
    tx: &mut TenantTx,
    request: ProgramRequestId,
    place: i16,
) -> Result<NewEvidence> {
    let row: Option<(String, String, Vec<u8>)> = sqlx::query_as(
        "SELECT name, kind, content FROM program_evidence
         WHERE root_id = $1 AND request_id = $2 AND place = $3",
    )
    .bind(tx.root())
    .bind(request.0)
    .bind(place)
    .fetch_optional(tx.conn())
    .await?;
    let (name, kind, content) = row.ok_or(StoreError::NotFound)?;
    let file = Evidence { name, kind: kind_of(kind)?, size: content.len() as u64 };
    Ok(NewEvidence { file, content })
}

fn kind_of(slug: String) -> Result<EvidenceKind> {
    EvidenceKind::from_slug(&slug).ok_or_else(|| StoreError::unknown("kind of a file", slug))
}
