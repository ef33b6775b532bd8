//! The sounds of alerts, made here and played through the output the person has chosen, on a thread of its own.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use beistand_app::{Sound, Tune};
use rodio::buffer::SamplesBuffer;
use rodio::cpal::traits::{DeviceTrait as _, HostTrait as _};
use rodio::{DeviceSinkBuilder, MixerDeviceSink, Player};

const RATE: u32 = 44_100;
/// Every sound is over after this long.
const LENGTH: Duration = Duration::from_millis(1_400);
/// An output stays open this much longer, so that nothing is cut off.
const TAIL: Duration = Duration::from_millis(400);

type Heard = Box<dyn FnOnce(bool) + Send>;

/// Who plays. Dropping it ends the thread.
pub struct Sounds(Sender<(Tune, Heard)>);

impl Sounds {
    /// Starts the thread.
    pub fn start() -> Self {
        let (jobs, todo) = channel();
        let started = std::thread::Builder::new().name("sound".into()).spawn(move || play_all(&todo));
        if let Err(error) = started {
            tracing::warn!(%error, "no sounds will be heard");
        }
        Self(jobs)
    }

    /// Plays a tune; `heard` is told whether an output took it. The system's own sound is not played here.
    pub fn play(&self, tune: Tune, heard: impl FnOnce(bool) + Send + 'static) {
        if let Err(unsent) = self.0.send((tune, Box::new(heard))) {
            unsent.0.1(false);
        }
    }
}

/// The names of this machine's outputs.
pub fn outputs() -> Vec<String> {
    let devices = rodio::cpal::default_host().output_devices();
    let names = devices.into_iter().flatten().filter_map(|device| name(&device));
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names
}

fn name(device: &rodio::cpal::Device) -> Option<String> {
    device.description().ok().map(|description| description.name().to_owned())
}

fn play_all(todo: &Receiver<(Tune, Heard)>) {
    let mut next = todo.recv().ok();
    while let Some((tune, heard)) = next.take() {
        let playing = play(&tune);
        if let Err(error) = &playing {
            tracing::warn!(%error, "no output takes the sound of an alert");
        }
        heard(playing.is_ok());
        // The output closes when nothing more is to be heard: an open one keeps a laptop's sound chip awake.
        let wait = if playing.is_ok() { LENGTH + TAIL } else { Duration::ZERO };
        next = match todo.recv_timeout(wait) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Timeout) => {
                drop(playing);
                todo.recv().ok()
            }
            Err(RecvTimeoutError::Disconnected) => None,
        };
    }
}

/// Begins to play; it goes on as long as what is given back is kept.
fn play(tune: &Tune) -> anyhow::Result<(MixerDeviceSink, Player)> {
    let mut sink = open(tune.output.as_deref())?;
    sink.log_on_drop(false);
    let player = Player::connect_new(sink.mixer());
    player.set_volume(f32::from(tune.volume.min(100)) / 100.0);
    let (mono, rate) = (NonZero::<u16>::MIN, NonZero::new(RATE).unwrap_or(NonZero::<u32>::MIN));
    player.append(SamplesBuffer::new(mono, rate, samples(tune.sound)));
    Ok((sink, player))
}

/// The chosen output, or the system's where it is not plugged in.
fn open(output: Option<&str>) -> anyhow::Result<MixerDeviceSink> {
    let wanted = output.and_then(|wanted| {
        let mut devices = rodio::cpal::default_host().output_devices().ok()?;
        devices.find(|device| name(device).as_deref() == Some(wanted))
    });
    let chosen = wanted.map(|device| DeviceSinkBuilder::from_device(device)?.open_stream());
    match chosen {
        Some(Ok(sink)) => Ok(sink),
        Some(Err(_)) | None => Ok(DeviceSinkBuilder::open_default_sink()?),
    }
}

/// One struck tone: pitch in Hz, begin in seconds, how fast it fades, and its loudness.
struct Tone(f32, f32, f32, f32);

/// The sound, mono, between -1 and 1.
fn samples(sound: Sound) -> Vec<f32> {
    let tones: &[Tone] = match sound {
        Sound::None => &[],
        Sound::Bell => &[
            Tone(880.0, 0.0, 3.2, 0.45),
            Tone(1_760.0, 0.0, 4.5, 0.2),
            Tone(2_640.0, 0.0, 7.0, 0.1),
            Tone(880.0, 0.45, 3.2, 0.45),
        ],
        // The system's is not ours to make; where no notification carries it, this stands in for it.
        Sound::System | Sound::Chime => {
            &[Tone(783.99, 0.0, 4.0, 0.4), Tone(1_046.5, 0.22, 3.5, 0.4), Tone(1_318.51, 0.44, 3.0, 0.3)]
        }
        Sound::Knock => &[Tone(210.0, 0.0, 38.0, 0.9), Tone(196.0, 0.17, 38.0, 0.9)],
        Sound::Marimba => {
            &[Tone(659.25, 0.0, 9.0, 0.5), Tone(523.25, 0.18, 9.0, 0.5), Tone(392.0, 0.36, 7.0, 0.6)]
        }
    };
    let count = (LENGTH.as_secs_f32() * RATE as f32) as usize;
    let at =
        |n: usize| tones.iter().map(|tone| tone.at(n as f32 / RATE as f32)).sum::<f32>().clamp(-1.0, 1.0);
    (0..count).map(at).collect()
}

impl Tone {
    fn at(&self, seconds: f32) -> f32 {
        let Self(pitch, begin, fade, loudness) = *self;
        let since = seconds - begin;
        if since < 0.0 {
            return 0.0;
        }
        // A few milliseconds to swell, so that it does not click.
        let swell = (since / 0.004).min(1.0);
        let left = ((LENGTH.as_secs_f32() - seconds) / 0.05).clamp(0.0, 1.0);
        loudness * swell * left * (-fade * since).exp() * (std::f32::consts::TAU * pitch * since).sin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sound_is_heard_differs_and_ends_softly() {
        let all = [Sound::Bell, Sound::Chime, Sound::Knock, Sound::Marimba].map(samples);
        for (n, sound) in all.iter().enumerate() {
            let loudest = sound.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
            assert!((0.25..=1.0).contains(&loudest), "sound {n} reaches {loudest}");
            assert!(sound[0].abs() < 0.001 && sound[sound.len() - 1].abs() < 0.001, "sound {n} clicks");
            assert!(all[n + 1..].iter().all(|other| other != sound));
        }
        assert!(samples(Sound::None).iter().all(|sample| *sample == 0.0));
    }
}
