//! Threads that hash passwords and do nothing else.
//!
//! A hash takes 19 MiB and a core. Allocators keep such memory for the thread that had it, so on
//! threads that come and go each of them would hold as much for ever.

use super::internal;
use crate::ServiceError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, mpsc};
use std::thread;
use tokio::sync::oneshot;

/// Hashes at the same time in this process.
const AT_ONCE: usize = 2;

type Job = Box<dyn FnOnce() + Send>;

static QUEUE: LazyLock<mpsc::Sender<Job>> = LazyLock::new(|| {
    let (queue, jobs) = mpsc::channel::<Job>();
    let jobs = Arc::new(Mutex::new(jobs));
    for n in 0..AT_ONCE {
        let jobs = Arc::clone(&jobs);
        let work = move || {
            loop {
                // Held while waiting: the other thread waits for its turn to wait.
                let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(job) = job else { return };
                // Whoever waits for it hears that there is no answer.
                drop(catch_unwind(AssertUnwindSafe(job)));
            }
        };
        let begun = thread::Builder::new().name(format!("hash-{n}")).spawn(work);
        if let Err(error) = begun {
            tracing::error!("a thread for passwords could not be started: {error}");
        }
    }
    queue
});

/// Does work on one of the threads, after what others asked for before.
///
/// # Errors
/// Internal, when the work panics or there is no such thread.
pub(super) async fn hashing<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ServiceError> {
    let (answer, heard) = oneshot::channel();
    let job = move || {
        // Nobody waits any more where a browser hung up; then nothing is computed either.
        if !answer.is_closed() {
            let _ = answer.send(work());
        }
    };
    QUEUE.send(Box::new(job)).map_err(internal)?;
    heard.await.map_err(internal)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::HashSet;

    #[tokio::test]
    async fn a_few_threads_do_all_of_it() {
        let many = (0..50).map(|n| hashing(move || (n, thread::current().id())));
        let done = futures::future::join_all(many).await;
        let (numbers, threads): (Vec<i32>, HashSet<_>) =
            done.into_iter().map(|done| done.unwrap()).unzip();
        assert_eq!(numbers, (0..50).collect::<Vec<_>>());
        assert!(threads.len() <= AT_ONCE);
    }

    #[tokio::test]
    async fn work_that_panics_takes_no_thread_along() {
        for _ in 0..3 * AT_ONCE {
            hashing::<()>(|| panic!("on purpose")).await.unwrap_err();
        }
        assert_eq!(hashing(|| 7).await.unwrap(), 7);
    }
}
