//! How many activations a customer's machines need (DOMAIN.md 1.1.2, 1.1.3).

use serde::{Deserialize, Serialize};

/// What a machine is, as far as licenses care. Physical or virtual makes no difference.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MachineKind {
    /// A workstation with its own operating system.
    Client,
    /// A server, whatever it serves: files, a domain, terminals.
    Server,
    /// A thin client that works on a terminal server.
    ThinClient,
}

/// So many machines of one kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Machines {
    /// What they are.
    pub kind: MachineKind,
    /// How many.
    pub count: u32,
}

/// The activations these machines need: one each, but none for the kinds that the product
/// protects without one ([`crate::catalog::Product::free_machines`]).
#[must_use]
pub fn required_activations(machines: &[Machines], free: &[MachineKind]) -> u64 {
    machines
        .iter()
        .filter(|machines| !free.contains(&machines.kind))
        .map(|machines| u64::from(machines.count))
        .sum()
}
