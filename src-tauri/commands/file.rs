use std::path::{Path, PathBuf};

use beistand_app::{
    Answer, Blob, ChatId, Failure, FailureCode, FileId, FileReader, Handle, MessageId, Request,
};
use tauri::ipc::{InvokeBody, Request as Call, Response};
use tauri::{AppHandle, Manager, State};

use super::{Asked, ask};

/// Headers of the call that brings a file: its bytes are the body, as JSON would make them four times as long.
const CHAT: &str = "beistand-chat";
/// The file's name, as percent-encoded UTF-8: headers hold no other letters.
const NAME: &str = "beistand-name";

#[tauri::command]
pub async fn attach_file(handle: State<'_, Handle>, call: Call<'_>) -> Asked<()> {
    let not_found = || Failure::from(FailureCode::NotFound);
    let header = |name: &str| call.headers().get(name).and_then(|value| value.to_str().ok());
    let chat: ChatId = header(CHAT).and_then(|chat| chat.parse().ok()).ok_or_else(not_found)?;
    let name = header(NAME).map(decoded).ok_or_else(not_found)?;
    let InvokeBody::Raw(bytes) = call.body() else { return Err(not_found()) };
    ask(handle, Request::AttachFile { chat, name, bytes: Blob(bytes.clone()) }).await
}

#[tauri::command]
pub async fn detach_file(handle: State<'_, Handle>, chat: ChatId, file: FileId) -> Asked<()> {
    ask(handle, Request::DetachFile { chat, file }).await
}

/// The bytes of a file, to be shown.
#[tauri::command]
pub async fn file_bytes(
    handle: State<'_, Handle>,
    chat: ChatId,
    message: MessageId,
    file: FileId,
) -> Asked<Response> {
    Ok(Response::new(reader(&handle, chat, message, file).await?.read().await?))
}

/// Puts a file into the person's folder for downloads and gives the name that it has there.
#[tauri::command]
pub async fn save_file(
    app: AppHandle,
    handle: State<'_, Handle>,
    chat: ChatId,
    message: MessageId,
    file: FileId,
) -> Asked<String> {
    let reader = reader(&handle, chat, message, file).await?;
    let name = reader.attachment().name.clone();
    let bytes = reader.read().await?;
    let no_storage = || Failure::from(FailureCode::NoStorage);
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir()).map_err(|_| no_storage())?;
    let writing = tauri::async_runtime::spawn_blocking(move || save(&folder, &name, &bytes));
    writing.await.map_err(|_| no_storage())?.map_err(|_| no_storage())
}

async fn reader(handle: &Handle, chat: ChatId, message: MessageId, file: FileId) -> Asked<FileReader> {
    match handle.ask(Request::ReadFile { chat, message, file }).await? {
        Answer::File(reader) => Ok(*reader),
        Answer::Done | Answer::Desk(_) | Answer::Transcript(_) | Answer::ReadingPlace(_) => {
            Err(FailureCode::NotFound.into())
        }
    }
}

/// Writes a new file; a name that is taken gets a number, as browsers do it.
fn save(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<String> {
    std::fs::create_dir_all(folder)?;
    let mut number = 0;
    loop {
        let name = numbered(name, number);
        let path: PathBuf = folder.join(&name);
        match std::fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                std::io::Write::write_all(&mut file, bytes)?;
                return Ok(name);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

fn numbered(name: &str, number: u32) -> String {
    match (number, name.rsplit_once('.')) {
        (0, _) => name.to_owned(),
        (_, Some((stem, ending))) => format!("{stem} ({number}).{ending}"),
        (_, None) => format!("{name} ({number})"),
    }
}

/// Percent-encoded UTF-8 (RFC 3986, section 2.1); what is none stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let names = [b"1", b"2", b"3"].map(|bytes| save(folder.path(), "brief.pdf", bytes).unwrap());
        assert_eq!(names, ["brief.pdf", "brief (1).pdf", "brief (2).pdf"]);
        assert_eq!(std::fs::read(folder.path().join("brief.pdf")).unwrap(), b"1");
    }

    #[test]
    fn names_come_through_a_header() {
        assert_eq!(decoded("Gr%C3%BC%C3%9Fe%20%25.pdf"), "Grüße %.pdf");
        assert_eq!(decoded("100%"), "100%");
    }
}
