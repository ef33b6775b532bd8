//! What is printed: figures with their aims, and whether they were reached.

use std::time::Duration;

/// Lines as they come, and aims that were missed.
pub struct Report {
    missed: Vec<String>,
}

impl Report {
    pub fn new() -> Self {
        Self { missed: Vec::new() }
    }

    /// A figure without an aim.
    pub fn line(&mut self, what: &str, figure: impl std::fmt::Display) {
        println!("{what:<58} {figure}");
    }

    /// A figure that should be at most `aim`.
    pub fn at_most(&mut self, what: &str, figure: f64, unit: &str, aim: f64) {
        self.judge(what, figure, unit, ("at most", aim), figure <= aim);
    }

    /// A figure that should be at least `aim`.
    pub fn at_least(&mut self, what: &str, figure: f64, unit: &str, aim: f64) {
        self.judge(what, figure, unit, ("at least", aim), figure >= aim);
    }

    fn judge(&mut self, what: &str, figure: f64, unit: &str, (how, aim): (&str, f64), reached: bool) {
        let verdict = if reached { "reached" } else { "MISSED" };
        println!("{what:<58} {figure:.2} {unit}   (aim: {how} {aim:.2} {unit}; {verdict})");
        if !reached {
            self.missed.push(what.to_owned());
        }
    }

    /// Delivery latencies.
    pub fn latencies(&mut self, what: &str, latencies: &Latencies) {
        let text = format!(
            "p50 {:.2} ms   p99 {:.2} ms   max {:.2} ms",
            latencies.at(0.50),
            latencies.at(0.99),
            latencies.at(1.0)
        );
        self.line(what, text);
    }

    /// What this was measured on, said and given.
    pub fn machine(&mut self) -> anyhow::Result<String> {
        let model = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = model.lines().find_map(|l| l.strip_prefix("model name\t: ")).unwrap_or("unknown CPU");
        let cores = std::thread::available_parallelism()?;
        let machine = format!("{cores} cores, {model}; load generator on the same cores");
        self.line("machine", &machine);
        Ok(machine)
    }

    /// Says which aims were missed. Missing one is a result, not an error of the benchmark.
    pub fn finish(self) -> anyhow::Result<()> {
        match self.missed.len() {
            0 => println!("\nAll aims were reached."),
            n => println!("\n{n} aims were missed: {}", self.missed.join("; ")),
        }
        Ok(())
    }
}

/// What a steady load came to, in milliseconds: the delivery that 99 % did not exceed, and the CPU time of each
/// message.
pub struct Steady {
    pub p99: f64,
    pub cpu: f64,
}

/// Sorted latencies in milliseconds.
pub struct Latencies(Vec<f64>);

impl Latencies {
    pub fn new(spans: Vec<Duration>) -> Self {
        let mut millis: Vec<f64> = spans.iter().map(|span| span.as_secs_f64() * 1e3).collect();
        millis.sort_by(f64::total_cmp);
        Self(millis)
    }

    /// The latency that this share of messages did not exceed; 0 when there was none.
    pub fn at(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let index = (last as f64 * share).round() as usize;
        self.0.get(index).copied().unwrap_or(0.0)
    }
}
