//! A stream whose other end has to say something soon, and to read what it asked for.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use beistand_runtime::{Runtime, Sleep};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::allowance::Allowance;

/// Fails when nothing has been asked in time, or a write has made no progress for long.
pub struct Timed<S> {
    stream: S,
    unread: Duration,
    runtime: Runtime,
    /// Until the first request has come.
    silent: Option<Sleep>,
    asked: Arc<AtomicBool>,
    allowance: Allowance,
    /// Since the write that is waiting began to wait.
    waiting: Option<Sleep>,
}

impl<S> Timed<S> {
    /// `asked` has to turn true within `silent`; `allowance` bounds what is read; what is written has to make progress within
    /// `unread`.
    pub fn new(
        stream: S,
        (silent, asked, allowance): (Duration, Arc<AtomicBool>, Allowance),
        (unread, runtime): (Duration, Runtime),
    ) -> Self {
        let silent = Some(runtime.sleep(silent));
        Self { stream, unread, runtime, silent, asked, allowance, waiting: None }
    }

    fn in_time<T>(&mut self, context: &mut Context<'_>, written: Poll<Result<T>>) -> Poll<Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let (unread, runtime) = (self.unread, &self.runtime);
        let waiting = self.waiting.get_or_insert_with(|| runtime.sleep(unread));
        match waiting.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "nobody reads"))),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Timed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if !self.allowance.take(buffer.filled().len() - before) {
            return Poll::Ready(Err(Error::new(ErrorKind::InvalidData, "a message that does not end")));
        }
        if self.asked.load(Ordering::Acquire) {
            self.silent = None;
        }
        if read.is_ready() {
            return read;
        }
        match self.silent.as_mut().map(|silent| silent.as_mut().poll(context)) {
            Some(Poll::Ready(())) => Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "nothing was asked"))),
            Some(Poll::Pending) | None => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Timed<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.in_time(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.in_time(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.in_time(context, shut)
    }
}

#[cfg(test)]
mod tests {
    use beistand_testkit::{TestClock, clock};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const LONGEST: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn who_reads_gets_everything_and_who_does_not_is_given_up() {
        let test_clock = TestClock::new();
        let (stream, mut reader) = tokio::io::duplex(64);
        let asked = Arc::new(AtomicBool::new(true));
        let mut writer = Timed::new(
            stream,
            (LONGEST, asked, Allowance::unlimited()),
            (LONGEST, clock::runtime(&test_clock, 1)),
        );
        let writing = writer.write_all(&[7; 128]);
        let reading = async {
            test_clock.advance(LONGEST - Duration::from_secs(1));
            let mut half = [0; 64];
            reader.read_exact(&mut half).await
        };
        let (written, read) = tokio::join!(writing, reading);
        assert!(written.is_ok() && read.is_ok(), "it went on in time");
        let mut writing = Box::pin(writer.write_all(&[7; 128]));
        assert!(futures_util::poll!(&mut writing).is_pending());
        test_clock.advance(LONGEST);
        assert_eq!(writing.await.unwrap_err().kind(), ErrorKind::TimedOut);
    }
}
