//! Keeps PostgreSQL running until told to stop.

use super::{
    account::Account, binaries::Binaries, error::PostgresError, layout::Layout,
    postmaster::Postmaster, stale::send,
};
use nix::{sys::signal::Signal, unistd::Pid};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The first pause before a restart; doubled each time up to [`PAUSE_MAX`].
const PAUSE: Duration = Duration::from_millis(100);
/// The longest pause before a restart.
const PAUSE_MAX: Duration = Duration::from_secs(10);
/// Having run this long, the next restart begins with the short pause again.
const STEADY: Duration = Duration::from_secs(60);
/// How long the first start is tried again. After a kill -9 of the postmaster its children
/// need a moment to notice and end; until then a new one refuses to start beside them.
const FIRST_START: Duration = Duration::from_secs(15);

/// The task that holds the postmaster.
#[derive(Debug)]
pub(super) struct Supervisor {
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
    /// The running postmaster's process id, 0 while there is none.
    pid: Arc<AtomicI32>,
}

impl Supervisor {
    /// Starts PostgreSQL and the task that watches it.
    pub(super) async fn start(
        binaries: Binaries,
        layout: Layout,
        account: Account,
    ) -> Result<Self, PostgresError> {
        let until = Instant::now() + FIRST_START;
        let postmaster = loop {
            match Postmaster::start(&binaries, &layout, &account).await {
                Ok(postmaster) => break postmaster,
                Err(error @ PostgresError::Failed { .. }) if Instant::now() < until => {
                    tracing::warn!(%error, "PostgreSQL did not start, trying again");
                    tokio::time::sleep(PAUSE * 5).await;
                }
                Err(error) => return Err(error),
            }
        };
        let pid = Arc::new(AtomicI32::new(postmaster.pid().as_raw()));
        let stop = CancellationToken::new();
        let watch = Watch { binaries, layout, account, pid: pid.clone(), stop: stop.clone() };
        let task = Some(tokio::spawn(watch.run(postmaster)));
        Ok(Self { stop, task, pid })
    }

    /// The running postmaster's process id.
    pub(super) fn pid(&self) -> Option<u32> {
        u32::try_from(self.pid.load(Ordering::Acquire)).ok().filter(|pid| *pid > 0)
    }

    /// Stops PostgreSQL and waits until it has ended.
    pub(super) async fn stop(mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the supervisor of PostgreSQL failed");
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        let pid = self.pid.load(Ordering::Acquire);
        if self.task.is_some() && pid > 0 {
            self.stop.cancel();
            send(Pid::from_raw(pid), Signal::SIGINT);
        }
    }
}

/// What the task needs.
struct Watch {
    binaries: Binaries,
    layout: Layout,
    account: Account,
    pid: Arc<AtomicI32>,
    stop: CancellationToken,
}

impl Watch {
    async fn run(self, mut postmaster: Postmaster) {
        let mut pause = PAUSE;
        loop {
            let started = Instant::now();
            tokio::select! {
                () = self.stop.cancelled() => {
                    postmaster.stop().await;
                    self.pid.store(0, Ordering::Release);
                    return;
                }
                ended = postmaster.ended() => {
                    self.pid.store(0, Ordering::Release);
                    let status = ended.map_or_else(|e| e.to_string(), |status| status.to_string());
                    tracing::error!(%status, "PostgreSQL ended unexpectedly, starting it again");
                }
            }
            if started.elapsed() > STEADY {
                pause = PAUSE;
            }
            match self.again(&mut pause).await {
                Some(next) => postmaster = next,
                None => return,
            }
        }
    }

    /// Starts PostgreSQL as often as it takes; none when told to stop meanwhile.
    async fn again(&self, pause: &mut Duration) -> Option<Postmaster> {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return None,
                () = tokio::time::sleep(*pause) => {}
            }
            *pause = (*pause * 2).min(PAUSE_MAX);
            match Postmaster::start(&self.binaries, &self.layout, &self.account).await {
                Ok(postmaster) => {
                    self.pid.store(postmaster.pid().as_raw(), Ordering::Release);
                    tracing::info!(postgres.pid = %postmaster.pid(), "PostgreSQL runs again");
                    return Some(postmaster);
                }
                Err(error) => tracing::error!(%error, "PostgreSQL did not start"),
            }
        }
    }
}
