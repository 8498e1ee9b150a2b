//! Who can sign in to a demo: every role in every kind of organization.

use super::keys::{self, Table};
use super::{DemoOrg, DemoPerson, FIRST_PARTNER, TTT_POINT, WESTERNHAGEN};
use domain::ids::PersonId;
use domain::people::Role;

/// Organization, its domain, then name, address and role of each person.
type Staff = (usize, &'static str, &'static [(&'static str, &'static str, Role)]);

const STAFF: [Staff; 6] = [
    (
        0,
        "nordlicht",
        &[
            ("Nora Lichtenberg", "owner", Role::Owner),
            ("Jonas Feldkamp", "admin", Role::LicenseAdmin),
            ("Ida Sommer", "reader", Role::ReadOnly),
            ("Mats Winter", "protection", Role::ProtectionManager),
            ("Carla Herbst", "billing", Role::Billing),
        ],
    ),
    (
        FIRST_PARTNER,
        "kranich",
        &[
            ("Karla Kranich", "owner", Role::Owner),
            ("Tobias Reimers", "admin", Role::LicenseAdmin),
            ("Lena Albers", "reader", Role::ReadOnly),
            ("Jonas Kiel", "protection", Role::ProtectionManager),
            ("Wiebke Hansen", "billing", Role::Billing),
        ],
    ),
    (
        FIRST_PARTNER + 1,
        "bergfried",
        &[
            ("Beat Zumstein", "owner", Role::Owner),
            ("Livia Caduff", "admin", Role::LicenseAdmin),
            ("Reto Amstad", "reader", Role::ReadOnly),
        ],
    ),
    (
        FIRST_PARTNER + 2,
        "lighthouse",
        &[
            ("Grace Whitlock", "owner", Role::Owner),
            ("Owen Marsh", "admin", Role::LicenseAdmin),
            ("Priya Nair", "reader", Role::ReadOnly),
        ],
    ),
    (
        WESTERNHAGEN,
        "westernhagen",
        &[
            ("Marion Westernhagen", "owner", Role::Owner),
            ("Ole Bruns", "admin", Role::LicenseAdmin),
            ("Silke Thoms", "reader", Role::ReadOnly),
            ("Henning Voss", "protection", Role::ProtectionManager),
            ("Ute Sander", "billing", Role::Billing),
        ],
    ),
    (
        TTT_POINT,
        "ttt-point",
        &[
            ("Theo Tamm", "owner", Role::Owner),
            ("Tarek Tuna", "admin", Role::LicenseAdmin),
            ("Thea Tietz", "reader", Role::ReadOnly),
        ],
    ),
];

pub(super) fn people(orgs: &[DemoOrg]) -> Vec<DemoPerson> {
    let staff = STAFF
        .into_iter()
        .filter(|(org, ..)| *org < orgs.len())
        .flat_map(|(org, domain, people)| people.iter().map(move |person| (org, domain, person)));
    staff
        .enumerate()
        .map(|(n, (org, domain, (name, address, role)))| DemoPerson {
            id: PersonId(keys::id(Table::Person, n)),
            org,
            name: (*name).to_owned(),
            email: format!("{address}@{domain}.example"),
            role: *role,
            language: None,
        })
        .collect()
}
