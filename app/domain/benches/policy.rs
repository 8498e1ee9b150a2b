//! What asking the policy costs: every action, role and relation, many times.
#![allow(clippy::print_stdout, missing_docs)]

use domain::people::{OrgKind, Role};
use domain::policy::{Action, Relation, judge};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: u32 = 2_000;

fn main() {
    let kinds = [OrgKind::Distributor, OrgKind::Partner, OrgKind::Customer];
    let roles =
        [Role::Owner, Role::LicenseAdmin, Role::ProtectionManager, Role::Billing, Role::ReadOnly];
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let (begin, mut asked) = (Instant::now(), 0_u32);
        for kind in kinds {
            for role in roles {
                for action in Action::ALL {
                    for relation in Relation::ALL {
                        black_box(judge(kind, role.grants(), black_box(action), relation));
                        asked += 1;
                    }
                }
            }
        }
        times.push(begin.elapsed() / asked);
    }
    times.sort_unstable();
    let (median, p95) = (times[times.len() / 2], times[times.len() * 95 / 100]);
    println!("policy, one question: median {median:?}, p95 {p95:?}");
}
