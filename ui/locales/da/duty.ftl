# Tilgængelighed: pauser og hvad der blev givet tilbage.
desk-paused-phone = Du taler i telefon.
desk-paused-meeting = Du er til et møde.
desk-restored-locked = Din tilgængelighed er slået til igen, fordi skærmen er låst op.
desk-restored-suspended = Din tilgængelighed er slået til igen, fordi computeren er vågnet.
desk-restored-idle = Din tilgængelighed er slået til igen, fordi du er tilbage.
desk-restored-drop = Forbindelsen var afbrudt. Din tilgængelighed er slået til igen, som du har valgt.
