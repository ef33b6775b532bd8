# Det, som rådsøgende og rådgivere ser i samtalen.
chat-seeker = Rådsøgende { $number }
chat-transcript = Samtale
chat-today = I dag
chat-sealed = Krypteret fra ende til ende
chat-began = Samtalen er begyndt.
chat-ended = Chatten er afsluttet.
chat-earlier = Vis tidligere beskeder
chat-jump = Nye beskeder
chat-unread = Ny
chat-unreadable = Denne besked kan ikke vises her. Den er ændret undervejs eller skrevet med en anden version.
chat-deleted = Denne besked er trukket tilbage.
chat-finding-repeated = En besked kom her to gange. Den vises kun én gang.
chat-finding-out-of-order = Den næste besked står ikke der, hvor den blev skrevet.
chat-finding-missing = Her mangler mindst én besked, som er skrevet.
chat-finding-redated = Den næste beskeds tidspunkt passer ikke til den enhed, der sendte den. Dér var klokken { $time }.
chat-finding-redated-day = Den næste beskeds tidspunkt passer ikke til den enhed, der sendte den. Dér var det { $day }, klokken { $time }.
chat-finding-does-not-open = Den næste besked kan ikke åbnes. Den er ændret undervejs eller hører til et andet sted.
chat-by = { $name } skrev:
chat-by-me = Du skrev:
chat-typing = { $name } skriver …
chat-waiting = sendes
chat-stored = sendt
chat-delivered = leveret
chat-read = læst
chat-failed = ikke sendt
chat-retry = Send igen
chat-put-back = Tilbage til tekstfeltet
chat-cancel-file = Send ikke
chat-failed-too-large-for-proxy = Noget på vejen til serveren slipper ikke så stor en fil igennem. Et mindre billede kommer måske frem.
chat-failed-not-ours = Noget andet svarer i stedet for serveren, for eksempel et netværks login-side.
chat-failed-stalled = Overførslen af filen går i stå hver gang.
chat-unsent = Ikke sendt
chat-message-to = Besked til { $name }
chat-send = Send
chat-enter = Enter sender, Skift og Enter giver en ny linje.
chat-left-characters = { $count ->
    [one] Et tegn tilbage
   *[other] { $count } tegn tilbage
}
chat-too-long = { $count ->
    [one] Et tegn for meget. Gør teksten kortere, eller send den i flere dele.
   *[other] { $count } tegn for meget. Gør teksten kortere, eller send den i flere dele.
}
chat-left-hours = { $hours } t { $minutes } min tilbage
chat-left-minutes = { $minutes } min tilbage
chat-left-moment = under et minut tilbage
chat-attach = Vedhæft fil
chat-attached = Vedhæftede filer
chat-detach = Fjern { $name }
chat-file-sending = sendes
chat-file-show = Vis billede
chat-file-hide = Skjul billede
chat-file-picture = Billede: { $name }
chat-file-save = Gem fil
chat-file-saved = Gemt som { $name }
chat-file-progress = { $name } sendes
chat-file-sent = { $percent } % sendt
chat-file-reading = hentes
chat-file-empty = { $name } er tom og blev ikke vedhæftet.
chat-file-too-large = { $name } er større end { $fileMegabytes } MB. Send en mindre fil.
chat-file-forbidden = { $name } kan ikke sendes. Du kan sende billeder (JPG, PNG, GIF, WebP) og dokumenter (PDF, TXT, DOCX, ODT).
chat-file-heic = { $name } er et HEIC-foto, som mange enheder ikke kan vise. Gem eller del det som JPG, og vedhæft det så.
chat-file-cut-off = { $name } er beskadiget eller ufuldstændig og blev ikke vedhæftet.
chat-file-bad-name = Filen har ikke et navn, der kan bruges. Giv den et andet navn.
chat-file-too-many = { $name } blev ikke vedhæftet: En besked kan højst have { $filesPerMessage } filer.
chat-file-chat-full = { $name } blev ikke vedhæftet: Denne chat har allerede så mange filer, som det er muligt.
chat-file-not-passed = { $name } kom ikke igennem. Måske tillader forbindelsen ikke så store filer. Prøv med en mindre fil.
chat-file-no-storage = { $name } kunne ikke gemmes. Er disken fuld?
chat-file-refused = { $name } blev ikke modtaget.
chat-file-interrupted = Ikke sendt færdig: { $name }. Vælg igen, hvad der skal sendes med.
chat-file-away = Filen kan ikke hentes lige nu. Prøv igen om lidt.
chat-file-gone = Filen findes ikke længere.
chat-file-damaged = Filen er ændret undervejs eller er noget andet, end navnet siger. Den bliver ikke åbnet.
chat-file-broken = Billedet kan ikke vises. Det er beskadiget eller ufuldstændigt. Du kan gemme filen.
chat-file-too-many-pixels = Billedet er for stort til at blive vist her ({ $width } × { $height } punkter). Du kan gemme filen.
chat-file-not-saved = Filen kunne ikke gemmes. Mappen til downloads tager ikke imod den.
chat-file-disk-full = Disken er fuld. Intet af filen blev gemt.
