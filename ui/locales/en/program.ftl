# The program itself: start, updates, diagnosis, licences.
program-title = Program
program-start = Start
program-autostart = Start with the system
program-autostart-text = Beistand then starts without a window and waits in the tray. Your availability stays off until you switch it on.
program-autostart-unknown = On this machine it cannot be told whether Beistand starts with the system.
program-updates = Updates
program-version = This is version { $version }.
program-update-organisation = Your organisation's IT brings updates.
program-update-newest = You have the newest version.
program-update-available = Version { $version } is there.
program-update-ready = Version { $version } is loaded and checked, but not installed yet.
program-update-no-server = Sign in, then Beistand can ask your server.
program-update-unreachable = The server cannot be reached just now. Nothing was changed.
program-update-not-signed = The update does not carry your organisation's signature. Nothing was installed. Please tell your IT.
program-update-not-installed = The update could not be installed. Beistand goes on in the version it had.
program-update-look = Look for updates
program-update-looking = Looking
program-update-install = Load and install
program-update-loading = Loading
program-ask-update = Install the update now?
program-choice-update = Install anyway
program-diagnosis = Diagnosis for support
program-diagnosis-text = Versions, the state of the connection and the last lines of the log. Without names, addresses and content.
program-diagnosis-show = Show diagnosis
program-diagnosis-copy = Copy diagnosis
program-diagnosis-copied = Copied. You can now paste it into a message to your IT.
program-diagnosis-failed = Copying does not work here. You can select the text below.
program-licences = Licences
program-licences-text = Beistand is free software (MIT or Apache 2.0) and builds on the work of others.
program-licences-show = Show licences
program-licences-search = Search the licences
program-licences-found = { $count ->
    [one] One package
   *[other] { $count } packages
}
