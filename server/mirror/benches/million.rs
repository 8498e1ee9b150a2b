//! What a mirror of a million licenses takes, in time and memory: `cargo bench -p mirror`.
//! Every operation is done anew five times on a mirror that has not seen its view; the median
//! is printed.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use chrono::{Days, NaiveDate};
use domain::ids::{LicenseId, OrgId};
use domain::license::{CatalogRef, LicenseKind, LicenseRow, OrgRef};
use grid::column::{Audience, Key};
use grid::licenses::LICENSES;
use grid::page::Line;
use grid::query::Window;
use grid::state::State;
use mirror::{Asked, Mirror};
use std::time::Instant;
use uuid::Uuid;

const ROWS: u32 = 1_000_000;
const TODAY: &str = "2026-11-22";

/// A small generator: the same rows in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn row(n: u32, draw: &mut Draw, today: NaiveDate) -> LicenseRow {
    let entry = |id: u64, name: &str| CatalogRef { id: id as i32, name: format!("{name} {id}") };
    let org = |id: u64, name: &str| OrgRef {
        id: OrgId(Uuid::from_u128(u128::from(id) << 64 | 7)),
        name: format!("{name} {id} Nord GmbH"),
    };
    let product = draw.below(18);
    let purchased = today - Days::new(draw.below(1500));
    LicenseRow {
        id: LicenseId(Uuid::from_u128(u128::from(n) << 70 | u128::from(draw.below(1 << 40)))),
        version: 1,
        name: format!("Praxis Müller {} Schutz", draw.below(50_000)),
        key: format!("SEAT-{:05}-{:05}-{n:07}", draw.below(99_999), draw.below(99_999)),
        vendor: entry(product % 4, "Vendor"),
        product: entry(product, "Endpoint Security"),
        edition: entry(product * 4 + draw.below(4), "Endpoint Security Edition"),
        partner: org(draw.below(500), "Partner"),
        customer: (draw.below(20) > 0).then(|| org(1000 + draw.below(100_000), "Kunde")),
        kind: LicenseKind::Term,
        seats: Some(1 + draw.below(200) as i32),
        used: draw.below(100) as i32,
        term_years: Some(1),
        purchased,
        activated: Some(purchased),
        expires: Some(today - Days::new(300) + Days::new(draw.below(1200))),
        anchor_day: 1,
        note: (draw.below(4) == 0).then(|| format!("call {} before renewing", draw.below(9999))),
        order_no: Some(format!("B-{:06}", draw.below(999_999))),
        redeemed_by: None,
        auto_years: None,
    }
}

fn asked(text: &str) -> Asked {
    let (view, _) = State::parse(&LICENSES, text, Audience::Provider);
    Asked { scope: (0, i64::MAX), audience: Audience::Provider, query: view.effective() }
}

fn median(mut act: impl FnMut(u32)) -> f64 {
    let mut times: Vec<f64> = (0..5)
        .map(|n| {
            let start = Instant::now();
            act(n);
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

fn main() {
    let today: NaiveDate = TODAY.parse().unwrap();
    let mut draw = Draw(42);
    let mut mirror = Mirror::new(&LICENSES, today);
    let start = Instant::now();
    mirror.load((0..ROWS).map(|n| (1 + i64::from(n % 5000), row(n, &mut draw, today))));
    println!("{ROWS} rows made and loaded in {:.1} s", start.elapsed().as_secs_f64());
    println!("{} bytes a row", mirror.size() / ROWS as usize);

    let window = Window { start: 0, len: 100 };
    println!("| operation | median of 5, ms |\n|---|---|");
    // The search differs each time, so that no view is known already.
    let tell = |what: &str, text: &dyn Fn(u32) -> String| {
        let ms = median(|n| {
            let page = mirror.page(&asked(&text(n)), window, 0);
            assert!(page.lines > 0, "{}", text(n));
        });
        println!("| {what} | {ms:.1} |");
    };
    let fresh = |n: u32| format!("key=seat*{n}");
    tell("first window", &|n| fresh(n));
    tell("group by product", &|n| format!("group=product&{}", fresh(n)));
    tell("group by product and customer", &|n| format!("group=product,customer&{}", fresh(n)));
    tell("group by expiry's year", &|n| format!("group=expires.year&{}", fresh(n)));
    tell("the same, one product open", &|n| format!("group=product,customer&open={n}"));
    tell("sort by expiry, descending", &|n| format!("sort=-expires&{}", fresh(n)));
    tell("sort by name", &|n| format!("sort=name&{}", fresh(n)));
    tell("sort by customer and name", &|n| format!("sort=customer,name&{}", fresh(n)));
    tell("search", &|n| {
        format!("q={}", ["gmbh", "kunde 1*9", "mull*s", "nord", "b-00"][n as usize])
    });

    let known = asked("");
    let first = mirror.page(&known, window, 0);
    let ms = median(|n| {
        let start = 100_000 * (n + 1);
        let _ = mirror.page(&known, Window { start, len: 100 }, 0);
    });
    println!("| jump | {ms:.2} |");
    let grouped = asked("group=product");
    let _ = mirror.page(&grouped, window, 0);
    let ms = median(|n| {
        let mut asked = grouped.clone();
        asked.query.open = vec![vec![Key::Int(i64::from(n))]];
        let _ = mirror.page(&asked, window, 0);
    });
    println!("| open a group | {ms:.1} |");

    let Line::Row(sample) = &first.window[0] else { return };
    let watched: Vec<_> = [known, grouped, asked("group=product,customer&open=1!2")]
        .iter()
        .map(|asked| mirror.watch(asked).unwrap())
        .collect();
    let ms = median(|n| {
        for at in 0..1000u32 {
            let mut row = sample.clone();
            row.version += 1;
            row.note = Some(format!("changed {n} {at}"));
            row.expires = Some(today + Days::new(u64::from(at)));
            mirror.apply(row.id.0, Some((1, &row)));
        }
    });
    println!("| 1,000 changes, {} views watched | {ms:.1} |", watched.len());
}
