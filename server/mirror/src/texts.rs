//! Many short byte strings, one a slot, side by side in large pieces: an allocation each
//! would cost more than most of them hold.

/// Bytes allocated at a time.
const PIECE: usize = 1 << 20;

#[derive(Clone, Copy, Default)]
struct Span {
    piece: u32,
    at: u32,
    len: u32,
}

/// Byte strings by slot.
#[derive(Default)]
pub(crate) struct Texts {
    pieces: Vec<Vec<u8>>,
    spans: Vec<Span>,
    /// Bytes that no slot names any more.
    dead: usize,
    live: usize,
}

impl Texts {
    /// The bytes of a slot; empty for one that was never set.
    #[inline]
    pub(crate) fn get(&self, slot: u32) -> &[u8] {
        let Some(span) = self.spans.get(slot as usize) else { return &[] };
        let at = span.at as usize;
        self.pieces.get(span.piece as usize).map_or(&[], |piece| &piece[at..at + span.len as usize])
    }

    /// Replaces the bytes of a slot.
    pub(crate) fn set(&mut self, slot: u32, bytes: &[u8]) {
        let slot = slot as usize;
        if slot >= self.spans.len() {
            self.spans.resize(slot + 1, Span::default());
        }
        let held = self.spans[slot];
        self.live -= held.len as usize;
        self.live += bytes.len();
        if bytes.len() <= held.len as usize {
            let at = held.at as usize;
            self.pieces[held.piece as usize][at..at + bytes.len()].copy_from_slice(bytes);
            self.spans[slot].len = bytes.len() as u32;
            self.dead += held.len as usize - bytes.len();
        } else {
            self.dead += held.len as usize;
            self.spans[slot] = self.append(bytes);
        }
        if self.dead > self.live + PIECE {
            self.compact();
        }
    }

    /// Bytes of memory taken.
    pub(crate) fn size(&self) -> usize {
        self.spans.capacity() * size_of::<Span>()
            + self.pieces.iter().map(Vec::capacity).sum::<usize>()
    }

    fn append(&mut self, bytes: &[u8]) -> Span {
        let fits = |piece: &Vec<u8>| piece.capacity() - piece.len() >= bytes.len();
        if !self.pieces.last().is_some_and(fits) {
            self.pieces.push(Vec::with_capacity(PIECE.max(bytes.len())));
        }
        let piece = self.pieces.len() - 1;
        let at = self.pieces[piece].len();
        self.pieces[piece].extend_from_slice(bytes);
        Span { piece: piece as u32, at: at as u32, len: bytes.len() as u32 }
    }

    fn compact(&mut self) {
        let mut fresh = Self { live: self.live, ..Self::default() };
        fresh.spans.reserve_exact(self.spans.len());
        for slot in 0..self.spans.len() as u32 {
            let span = fresh.append(self.get(slot));
            fresh.spans.push(span);
        }
        *self = fresh;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn holds_what_was_set_last(
            sets in prop::collection::vec((0u32..20, 0usize..300_000), 1..60),
        ) {
            let mut texts = Texts::default();
            let mut model = vec![Vec::new(); 20];
            for (n, (slot, len)) in sets.into_iter().enumerate() {
                let bytes = vec![n as u8; len];
                texts.set(slot, &bytes);
                model[slot as usize] = bytes;
            }
            for (slot, bytes) in model.iter().enumerate() {
                prop_assert_eq!(texts.get(slot as u32), &bytes[..]);
            }
            let held: usize = model.iter().map(Vec::len).sum();
            prop_assert!(texts.size() < 4 * held + 4 * PIECE, "{} for {held}", texts.size());
        }
    }
}
