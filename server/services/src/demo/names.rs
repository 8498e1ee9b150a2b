//! Company names by number: each number has its own name, however many there are.

use super::words::{BRANDS, CITIES, FORMS, HOUSES, INTERNATIONAL_FORMS, LINES, SURNAMES, TRADES};

/// Takes a number apart into choices, like digits of different bases.
struct Digits(usize);

impl Digits {
    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        let word = words[self.0 % words.len()];
        self.0 /= words.len();
        word
    }
}

/// The name of the `n`th company.
pub(super) fn company(n: usize) -> String {
    let (style, n) = (n % 4, n / 4);
    // The stride spreads neighboring numbers over the whole list. It has no factor in
    // common with the size, so nothing repeats before everything was used.
    let (size, stride) = match style {
        0 => (SURNAMES.len() * TRADES.len() * FORMS.len(), 9_493),
        1 => (SURNAMES.len() * SURNAMES.len() * FORMS.len(), 15_191),
        2 => (BRANDS.len() * LINES.len() * INTERNATIONAL_FORMS.len(), 5_341),
        _ => (HOUSES.len() * SURNAMES.len(), 475),
    };
    let mut digits = Digits((n * stride + style * 1_013) % size);
    let name = match style {
        0 => {
            let (surname, trade) = (digits.pick(&SURNAMES), digits.pick(&TRADES));
            format!("{surname} {trade} {}", digits.pick(&FORMS))
        }
        1 => match (digits.pick(&SURNAMES), digits.pick(&SURNAMES)) {
            (one, other) if one == other => format!("{one} & Söhne {}", digits.pick(&FORMS)),
            (one, other) => format!("{one} & {other} {}", digits.pick(&FORMS)),
        },
        2 => {
            let (brand, line) = (digits.pick(&BRANDS), digits.pick(&LINES));
            format!("{brand} {line} {}", digits.pick(&INTERNATIONAL_FORMS))
        }
        _ => {
            let house = digits.pick(&HOUSES);
            format!("{house} {}", digits.pick(&SURNAMES))
        }
    };
    // When the names are used up, the same firms have branches, then numbered ones.
    match n / size {
        0 => name,
        round => {
            let city = CITIES[(round - 1 + digits.0) % CITIES.len()];
            match (round - 1) / CITIES.len() {
                0 => format!("{name} {city}"),
                more => format!("{name} {city} {}", more + 1),
            }
        }
    }
}

/// A company's name without its legal form.
pub(super) fn short(name: &str) -> &str {
    FORMS
        .iter()
        .chain(&INTERNATIONAL_FORMS)
        .filter_map(|form| name.strip_suffix(form))
        .min_by_key(|rest| rest.len())
        .map_or(name, str::trim_end)
}

/// A domain for a company, under the top level that belongs to nobody.
pub(super) fn domain(name: &str) -> String {
    let folded = domain::text::fold(short(name));
    let words: Vec<_> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    format!("{}.example", words.join("-"))
}
