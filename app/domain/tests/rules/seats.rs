use domain::seats::{MachineKind, Machines, required_activations};
use rstest::rstest;

use MachineKind::{Client, Server, ThinClient};

#[rstest]
#[case::t1_westernhagen(&[(Client, 4)], 4)]
#[case::t2_ttt_point(&[(Client, 4), (ThinClient, 50), (Server, 1), (Server, 1)], 6)]
#[case::nothing(&[], 0)]
#[case::beyond_32_bits(&[(Client, u32::MAX), (Server, u32::MAX)], 8_589_934_590)]
fn each_machine_needs_one_but_thin_clients(
    #[case] machines: &[(MachineKind, u32)],
    #[case] activations: u64,
) {
    let machines: Vec<_> =
        machines.iter().map(|(kind, count)| Machines { kind: *kind, count: *count }).collect();
    assert_eq!(required_activations(&machines, &[ThinClient]), activations);
}

#[test]
fn a_product_without_free_machines_counts_thin_clients() {
    let machines = [Machines { kind: ThinClient, count: 50 }, Machines { kind: Client, count: 1 }];
    assert_eq!(required_activations(&machines, &[]), 51);
}
