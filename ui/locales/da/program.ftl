# Selve programmet: start, opdateringer, diagnose, licenser.
program-title = Program
program-start = Start
program-autostart = Start sammen med systemet
program-autostart-text = Beistand starter så uden vindue og venter i meddelelsesområdet. Din tilgængelighed er slået fra, indtil du slår den til.
program-autostart-unknown = På denne computer kan det ikke ses, om Beistand starter sammen med systemet.
program-updates = Opdateringer
program-version = Dette er version { $version }.
program-update-organisation = Opdateringer kommer fra din organisations it-afdeling.
program-update-newest = Du har den nyeste version.
program-update-available = Version { $version } er klar.
program-update-ready = Version { $version } er hentet og kontrolleret, men ikke installeret endnu.
program-update-no-server = Log ind, så kan Beistand spørge jeres server.
program-update-unreachable = Serveren kan ikke nås lige nu. Intet er ændret.
program-update-not-signed = Opdateringen bærer ikke din organisations underskrift. Intet er installeret. Sig det til jeres it-afdeling.
program-update-not-installed = Opdateringen kunne ikke installeres. Beistand fortsætter i den hidtidige version.
program-update-look = Søg efter opdateringer
program-update-looking = Søger
program-update-install = Hent og installer
program-update-loading = Henter
program-ask-update = Installer opdateringen nu?
program-choice-update = Installer alligevel
program-diagnosis = Diagnose til support
program-diagnosis-text = Versioner, forbindelsens tilstand og de sidste linjer i loggen. Uden navne, adresser og indhold.
program-diagnosis-show = Vis diagnose
program-diagnosis-copy = Kopiér diagnose
program-diagnosis-copied = Kopieret. Du kan nu indsætte den i en besked til jeres it-afdeling.
program-diagnosis-failed = Det kan ikke kopieres her. Du kan markere teksten nedenfor.
program-licences = Licenser
program-licences-text = Beistand er fri software (MIT eller Apache 2.0) og bygger på andres arbejde.
program-licences-show = Vis licenser
program-licences-search = Søg i licenserne
program-licences-found = { $count ->
    [one] Én pakke
   *[other] { $count } pakker
}
