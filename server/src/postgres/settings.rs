//! PostgreSQL's settings, sized by the machine.

use std::{fmt::Write, fs, num::NonZero, path::Path};

const MIB: u64 = 1024 * 1024;

/// The machine as far as settings depend on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machine {
    /// Memory in bytes, of the container if it is less.
    pub(super) memory: u64,
    /// Cores.
    pub(super) cores: u64,
}

impl Machine {
    /// This machine; 2 GiB where the memory cannot be read.
    pub(super) fn this() -> Self {
        let total = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
            Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
        });
        let limit = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
            .iter()
            .find_map(|path| fs::read_to_string(Path::new(path)).ok()?.trim().parse::<u64>().ok());
        let memory = total.unwrap_or(2048 * MIB).min(limit.unwrap_or(u64::MAX));
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get) as u64;
        Self { memory, cores }
    }
}

/// The text of `seatkeeper.conf`, which `postgresql.conf` includes: a modest share of the
/// machine, since server and database stand side by side. `ALTER SYSTEM` overrides it.
pub(super) fn settings(machine: Machine) -> String {
    let share = |divisor: u64, low: u64, high: u64| {
        format!("{}MB", (machine.memory / divisor / MIB).clamp(low, high))
    };
    let lines = [
        ("max_connections", "100".to_owned()),
        ("shared_buffers", share(6, 64, 2048)),
        ("effective_cache_size", share(2, 256, 16384)),
        // Grouping a million licenses hashes and sorts; a few such queries run at once.
        ("work_mem", share(128, 8, 64)),
        ("maintenance_work_mem", share(24, 64, 512)),
        ("max_parallel_workers_per_gather", (machine.cores / 2).clamp(1, 4).to_string()),
        // Grid queries last milliseconds: compiling them costs more than it saves.
        ("jit", "off".to_owned()),
        ("random_page_cost", "1.1".to_owned()),
        // A crash replays at most this much, so that the portal is back within seconds.
        ("max_wal_size", "1GB".to_owned()),
        ("min_wal_size", "128MB".to_owned()),
        ("checkpoint_timeout", "5min".to_owned()),
        ("wal_compression", "on".to_owned()),
        ("timezone", "'UTC'".to_owned()),
        ("log_timezone", "'UTC'".to_owned()),
        ("log_line_prefix", "'%m [%p] '".to_owned()),
        ("log_checkpoints", "off".to_owned()),
        ("log_min_duration_statement", "5s".to_owned()),
        // Parameters hold license keys and notes: never in the log.
        ("log_parameter_max_length", "0".to_owned()),
        ("log_parameter_max_length_on_error", "0".to_owned()),
    ];
    let mut text =
        "# Written by Seatkeeper at every start; change settings by ALTER SYSTEM.\n".to_owned();
    for (name, value) in lines {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name} = {value}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(memory_mib: u64, cores: u64) -> String {
        settings(Machine { memory: memory_mib * MIB, cores })
    }

    #[test]
    fn settings_stay_within_their_bounds() {
        let small = of(512, 1);
        assert!(small.contains("shared_buffers = 85MB\n"), "{small}");
        assert!(small.contains("work_mem = 8MB\n"), "{small}");
        assert!(small.contains("max_parallel_workers_per_gather = 1\n"), "{small}");
        let large = of(256 * 1024, 64);
        assert!(large.contains("shared_buffers = 2048MB\n"), "{large}");
        assert!(large.contains("work_mem = 64MB\n"), "{large}");
        assert!(large.contains("max_parallel_workers_per_gather = 4\n"), "{large}");
    }
}
