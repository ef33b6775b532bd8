# Rådgivernes vindue.
desk-brand = Beistand
desk-starting = Et øjeblik
desk-broken = Vinduet får intet svar fra programmet.
desk-broken-text = Dine chats er ikke tabt. Afslut Beistand, og start det igen.
desk-command-failed = Det lykkedes ikke. Prøv igen; det, du har skrevet, er der stadig.

desk-sign-in = Log ind
desk-sign-in-text = Log ind med adgangen fra din rådgivning.
desk-sign-in-busy = Logger ind …
desk-server = Serverens adresse
desk-server-hint = Den står i invitationen fra din rådgivning.
desk-name = Loginnavn
desk-password = Adgangskode
desk-code = Kode
desk-code-hint = Seks cifre fra din app eller en gendannelseskode.
desk-problem-wrong-password = Navn og adgangskode passer ikke sammen.
desk-problem-second-factor = Din konto kræver en kode ud over adgangskoden.
desk-problem-wrong-code = Koden passer ikke eller er allerede brugt. Tag den næste, som din app viser.
desk-problem-too-many = For mange forsøg. Vent nogle minutter.
desk-problem-too-many-minutes = { $minutes ->
    [one] For mange forsøg. Om et minut går det igen.
   *[other] For mange forsøg. Om { $minutes } minutter går det igen.
}
desk-problem-unreachable = Serveren kan ikke nås på denne adresse. Kontrollér adressen og din internetforbindelse.
desk-problem-not-beistand = Der svarer ingen Beistand-server på denne adresse, eller en med en anden version.
desk-problem-bad-address = Det er ikke en adresse. Den ser for eksempel sådan ud: https://raadgivning.example.org
desk-problem-moved = Serveren er flyttet. Den nye adresse står i feltet: { $server }. Hvis du har tillid til den, så log ind der.
desk-problem-server-busy = Serveren har lige nu rigtig mange, der logger ind. Der prøves igen automatisk.
desk-problem-server-still-busy = Serveren har stadig for mange, der logger ind. Prøv igen om et par minutter.
desk-problem-proxy-away = Den proxy, som denne computer bruger til internettet, kan ikke nås.
desk-problem-proxy-unsupported = Den proxy, som denne computer bruger til internettet, er af en type, som Beistand ikke kan bruge. HTTP og HTTPS virker. Kontakt den person, der tager sig af denne computer.
desk-problem-proxy-asks = Den proxy, som denne computer bruger til internettet, kræver login. Kontakt den, der står for computeren.
desk-problem-proxy-refused = Den proxy, som denne computer bruger til internettet, tillader ikke forbindelsen.
desk-problem-certificate-untrusted = Denne computer har ikke tillid til serverens certifikat. Det kan være selvudstedt, eller nogen sidder imellem.
desk-problem-certificate-expired = Serverens certifikat er udløbet, eller computerens ur går for hurtigt.
desk-problem-certificate-not-yet-valid = Serverens certifikat gælder ikke endnu. Computerens ur går sandsynligvis for langsomt.
desk-problem-certificate-other-name = Serverens certifikat er udstedt til en anden adresse. Kontrollér adressen.
desk-problem-session-ended = Din session er afsluttet på serveren. Log ind igen.
desk-problem-no-storage = Mappen til dine krypterede kopier kan ikke skrives. Spørg den, der passer denne computer.
desk-unopened-keyring-locked = Nøgleringen er ikke åben. Den har nøglerne til det, der stadig ligger på denne computer.
desk-unopened-keys-missing = Nøgleringen mangler nøglerne til det, der stadig ligger på denne computer.
desk-unopened-another-person = På denne computer ligger der stadig noget fra en anden person eller server.
desk-would-remove-uncounted = Hvis du logger ind, fjernes det. Hvor meget der er, kan ikke tælles, for filen er beskadiget eller kan ikke læses.
desk-would-remove = Hvis du logger ind, fjernes: { $chats ->
    [one] én chat
   *[other] { $chats } chats
}, { $unsent ->
    [one] én ikke sendt besked
   *[other] { $unsent } ikke sendte beskeder
}, { $drafts ->
    [one] én kladde
   *[other] { $drafts } kladder
}.
desk-open-keyring = Spørg nøgleringen igen
desk-remove-and-sign-in = Fjern og log ind
desk-no-keyring = Der er ingen åben nøglering på denne computer. Du kan arbejde, men skal logge ind igen efter hver start.

desk-places = Områder
desk-requests = Første henvendelser
desk-chats = Mine rådgivninger
desk-profile = Profil
desk-sign-out = Log ud
desk-unread-count = { $count ->
    [one] en ulæst besked
   *[other] { $count } ulæste beskeder
}
desk-waiting-count = { $count ->
    [one] en ventende henvendelse
   *[other] { $count } ventende henvendelser
}

desk-connected = Forbundet
desk-connecting = Forbindelsen oprettes
desk-offline = Ingen forbindelse siden { $since }
desk-offline-next = { $seconds ->
    [0] Prøver nu.
    [one] Næste forsøg om et sekund.
   *[other] Næste forsøg om { $seconds } sekunder.
}
desk-offline-works = Du kan læse og skrive videre. Beskeder sendes, så snart forbindelsen er tilbage.
desk-connect-now = Forbind nu

desk-switch = Min livechat-tilgængelighed
desk-availability-off = Ikke tilgængelig
desk-availability-on = Tilgængelig
desk-availability-paused = På pause
desk-availability-unsure = Forbindelsen mangler
desk-availability-switching-on = Slås til …
desk-availability-switching-off = Slås fra …
desk-availability-on-text = { $chats } af { $room } chats · siden { $since }
desk-availability-elsewhere = slået til på en anden enhed
desk-availability-unsure-text = Din tilgængelighed gælder til { $until } og slutter så af sig selv.
desk-off-chosen = Du får ingen livechat-henvendelser.
desk-off-expired = Den sluttede, fordi forbindelsen var væk for længe.
desk-off-signed-out = Den sluttede, da du loggede ud.
desk-off-absent = Du er registreret som fraværende.
desk-off-by-supervisor = Teamlederen har slået den fra.
desk-paused-locked = Skærmen er låst.
desk-paused-suspended = Computeren var i dvale.
desk-paused-idle = Ingen indtastning på denne computer i et stykke tid.
desk-paused-missed-offers = To tilbudte henvendelser blev ikke besvaret.
desk-paused-break = Du holder pause.

desk-tab-inquiries = Forespørgsler
desk-tab-live = Livechat-henvendelser
desk-inquiries-none = Ingen skriftlige forespørgsler
desk-inquiries-none-text = Skriftlige forespørgsler vises her, når din rådgivning bruger dem.
desk-requests-none = Ingen venter lige nu
desk-requests-none-on = Nye henvendelser vises her, og du hører om dem, også når vinduet er lukket.
desk-requests-none-off = Slå din tilgængelighed til for at se livechat-henvendelser.
desk-request-start = Start chat
desk-request-accepting = Tages imod …
desk-request-away = Forbindelsen er afbrudt
desk-request-place = Plads { $place } af { $of }
desk-request-topic = Fagområde
desk-request-age = Venter
desk-request-connection = Forbindelse
desk-request-here = forbundet
desk-request-then = Derefter bestemmer den rådsøgende, om samtalen begynder.
desk-full = { $waiting ->
    [0] Alle dine pladser er optaget ({ $chats }).
    [one] Alle dine pladser er optaget ({ $chats }). Én henvendelse venter.
   *[other] Alle dine pladser er optaget ({ $chats }). { $waiting } henvendelser venter.
}
desk-full-text = { $chats ->
    [one] Du har allerede en chat, og flere ad gangen er ikke meningen. Så snart den slutter, kan du tage denne henvendelse.
   *[other] Du har allerede { $chats } chats, og flere ad gangen er ikke meningen. Så snart en slutter, kan du tage denne henvendelse.
}
desk-free = En plads er fri igen.
desk-idle-availability = Tilgængelighed
desk-idle-chats = Igangværende chats
desk-idle-test = Prøve
desk-accepted = Du har taget imod henvendelsen fra { $who }
desk-accepted-text = Personen bliver nu spurgt, om den vil chatte. Indtil da kan ingen skrive.
desk-accepted-active-text = Samtalen er begyndt.
desk-answer = Svar

desk-age-now = lige nu
desk-age-minutes = { $minutes ->
    [one] i et minut
   *[other] i { $minutes } minutter
}
desk-age-hours = { $hours ->
    [one] i en time
   *[other] i { $hours } timer
}

desk-ago-minutes = { $minutes ->
    [one] for et minut siden
   *[other] for { $minutes } minutter siden
}
desk-ago-hours = { $hours ->
    [one] for en time siden
   *[other] for { $hours } timer siden
}

desk-chats-none = Endnu ingen rådgivninger
desk-chats-none-text = Henvendelser, du har taget imod, vises her. Afsluttede chats kan læses i { $readableHours } timer.
desk-state-active = aktiv
desk-state-accepted = venter på tilsagn
desk-state-ended = afsluttet
desk-draft = Kladde
desk-no-messages = Endnu ingen beskeder
desk-facts = Om denne chat
desk-facts-close = Luk oplysningerne
desk-facts-state = Tilstand
desk-facts-ends = Slutter kl.
desk-facts-readable = Kan læses
desk-facts-people = I denne chat
desk-facts-me = dig
desk-facts-away = afbrudt
desk-chats-ended = Afsluttet, kan stadig læses
desk-chats-until = til { $until }
desk-open-tabs = Åbne chats
desk-close-tab = Luk fane: { $who }
desk-close = Luk
desk-back-to-list = Til listen
desk-end-chat = Afslut chat
desk-seeker-away = Forbindelsen til { $who } har været afbrudt siden { $since }. Det, du skriver, kommer frem, så snart den er tilbage.
desk-nothing-open = Ingen chat åben
desk-nothing-open-text = Vælg en rådgivning fra listen.
desk-loading-chat = Samtalen hentes.
desk-closed-not-begun = Rådsøgende bestemmer selv, om samtalen begynder. Så snart »Chat nu« er valgt, kan du skrive her.
desk-closed-ended = Chatten er afsluttet. Du kan læse den til { $until }.
desk-closed-no-key = Denne enhed har ingen nøgle til denne chat. Du kan læse og skrive den på den enhed, du tog imod den med.

desk-ask-end = Vil du afslutte denne chat?
desk-ask-end-text = Den rådsøgende får besked og kan derefter ikke længere åbne samtalen.
desk-ask-close-tab = Chatten med { $who } er stadig i gang
desk-ask-close-tab-text = Du kan nøjes med at lukke fanen, så fortsætter chatten i »Mine rådgivninger«, eller afslutte chatten for begge sider.
desk-ask-close-window = Der er stadig chats i gang
desk-ask-close-window-text = Stadig i samtale: { $who }. I baggrunden fortsætter alt, og du får besked om nye beskeder.
desk-ask-quit = Afslut Beistand?
desk-ask-sign-out = Log ud?
desk-ask-chats = Stadig i samtale: { $who }. De rådsøgende ser, at din forbindelse er afbrudt.
desk-ask-loses = Nøglerne til disse chats slettes. Også når du logger ind igen, kan du ikke længere åbne dem.
desk-ask-unsent = { $unsent ->
    [one] En besked er ikke sendt endnu og går tabt.
   *[other] { $unsent } beskeder er ikke sendt endnu og går tabt.
}
desk-ask-waiting = { $waiting ->
    [0] Ingen venter på en chat.
    [one] En henvendelse venter stadig.
   *[other] { $waiting } henvendelser venter stadig.
}
desk-ask-availability = Din tilgængelighed slås fra.
desk-choice-cancel = Annuller
desk-choice-end = Afslut chat
desk-choice-end-all = Afslut alle chats
desk-choice-close-tab = Luk kun fanen
desk-choice-background = Behold i baggrunden
desk-choice-quit = Afslut
desk-choice-end-and-quit = Afslut chats, derefter Beistand
desk-choice-end-and-sign-out = Afslut chats, og log derefter ud
desk-choice-end-and-update = Afslut chats, og opdater derefter
desk-choice-sign-out = Log ud

desk-notices = Meddelelser
desk-notice-dismiss = Luk meddelelse
desk-notice-taken = { $by } har taget imod henvendelsen fra { $who }.
desk-notice-gone = { $who } venter ikke længere.
desk-notice-declined = { $who } har annulleret. Samtalen begyndte ikke.
desk-notice-no-answer = { $who } svarede ikke. Pladsen er fri igen.
desk-notice-closed = Henvendelsen fra { $who } blev lukket.
desk-notice-no-room = { $most ->
    [one] Du har allerede en chat. Flere på én gang er ikke meningen.
   *[other] Du har allerede { $most } chats. Flere på én gang er ikke meningen.
}
desk-notice-not-available = Slå først din tilgængelighed til for at tage imod henvendelser.
desk-notice-try-again = Det er ikke sikkert, at det nåede serveren. Se efter, og prøv igen, hvis ikke.
desk-notice-availability-expired = Din tilgængelighed er slut, fordi forbindelsen var væk for længe.
desk-notice-time = Chatten med { $who } slutter om { $minutes } minutter.
desk-notice-cache = Kopierne på denne computer var beskadiget og er lagt til side. Alt hentes igen fra serveren.
desk-notice-no-keyring = Der er ingen åben nøglering. Krypterede kopier kan kun læses, til programmet slutter.
desk-notice-wrong-version = Dette program og serveren passer ikke sammen. Opdater venligst Beistand.

form-changed = Ændringer, der ikke er gemt
form-discard = Kassér
form-save = Gem
desk-general = Generelt
desk-activities = Mine aktiviteter
desk-security = Sikkerhed
desk-my-name = Navn
desk-my-topics = Fagområder
desk-no-topics = endnu ingen
desk-look = Udseende og sprog
desk-language = Sprog
desk-language-system = Som systemet
desk-language-de = Deutsch
desk-language-en = English
desk-language-da = Dansk
desk-theme = Udseende
desk-theme-system = Som systemet
desk-theme-light = Lys
desk-theme-dark = Mørk
desk-activities-text = Så længe den er slået til, hører du om nye livechat-henvendelser, også når vinduet er lukket. At slå den fra afslutter ingen igangværende chats.
desk-security-server = Server
desk-security-keyring = Nøglering
desk-security-keyring-yes = Din session og din nøgle ligger i denne computers nøglering.
desk-security-kept = Hvad der ligger hvor
desk-security-kept-device = På denne computer: krypterede kopier af dine chats, kladder og det, der endnu ikke er sendt. Uden nøgleringen kan de ikke læses.
desk-security-kept-server = På serveren: de samme beskeder, krypteret. Serveren har ingen nøgle til dem.
desk-security-kept-until = { $readableHours } timer efter en chats afslutning sletter server og program den. Filer, som nogen har gemt, og sikkerhedskopier af serveren omfattes ikke.

desk-detach = Åbn i eget vindue
desk-attach = Tilbage til hovedvinduet
desk-move-hint = Ctrl+Skift+N
desk-close-hint = Ctrl+W
desk-tab-hint = Skift: Ctrl+Tab eller Ctrl+1 til 9. Luk: Ctrl+W.
desk-in-window = eget vindue
desk-no-tray = Dette skrivebord viser ingen ikoner i meddelelsesområdet. Når vinduet lukkes, bliver det derfor minimeret; alt kører videre.
desk-ask-close-chat-window-text = Du kan nøjes med at lukke vinduet, så er chatten igen en fane i hovedvinduet, eller afslutte chatten for begge parter.
desk-ask-close-window-text-no-tray = Stadig i samtale: { $who }. Vinduet bliver minimeret. Alt kører videre, og du får besked om nye beskeder.
desk-choice-close-chat-window = Luk kun vinduet
desk-choice-minimise = Minimer
