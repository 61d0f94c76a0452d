import CapabilityKit

extension Contact {
    /// Answers `GET /contact/transfers`: what is handed on, by us and to us, what nobody has acknowledged first.
    @Sendable static func transfersPage(_ visit: Visit) async throws -> Page {
        let counter = try Counter(visit)
        let shown = try await counter.look(at: nil)
        let now = visit.desk.clock(), rules = counter.rulebook.transfers
        let all = shown.content.transfers
        let late = all.count { $0.isOverdue(at: now, by: rules) }
        let cards = all.map { transferCard($0, visit, rules, now) }
        let number = visit.query["call"] ?? ""
        return Page(
            title: "Transfers",
            crumbs: [Page.Crumb("Incidents", Address(name)), Page.Crumb("transfers")],
            room: name,
            body: """
                <h1>Transfers</h1><p class="lead">\(Phrase.count(all.count { $0.state == .offered }, "transfer")) not acknowledged, \
                \(late) of them longer than they should be. Whoever gives an incident keeps it until somebody acknowledges it.</p>
                \(offerForm(number, all, visit, counter))
                \(cards.isEmpty ? EmptyState.nothingHeld.html("Nothing was handed on in the last week.") : Card.grid(cards))
                <p class="note">MAIT’s published schema was not at hand when this was made: the fields are those that are \
                documented, under names of our own.</p>
                \(LedgerStamp(at: shown.at, entry: shown.entry, reference: visit.requester.authority.reference).html)
                """
        )
    }

    /// The form that hands an incident on.
    private static func offerForm(_ number: String, _ all: [Transfer], _ visit: Visit, _ counter: Counter) -> HTML {
        guard !number.isEmpty else { return HTML() }
        let rules = counter.rulebook.transfers
        let forces = visit.desk.roster.forces(on: visit.desk.today).filter {
            $0.category == "territorial" && $0.code != counter.force
        }
        let connected = visit.desk.neighbours?.connected ?? []
        let services = rules.services.map { one -> HTML in "<option value=\"\(one.code)\">\(one.title)</option>" }
        let options = forces.map { force -> HTML in
            let words = connected.contains(force.code) ? force.shortName : "\(force.shortName), no node: phone as well"
            return "<option value=\"\(force.code.description)\">\(words)</option>"
        }
        let wants = MAIT.Wants.allCases.map { one -> HTML in
            "<option value=\"\(one.rawValue)\">\(one.words)</option>"
        }
        let place = all.count { $0.isOurs && $0.incident == number } + 1
        return """
            <section class="card" aria-labelledby="offer"><header><h2 id="offer">Hand on \(number)</h2></header><div class="body">\
            <form method="post" action="\(Address(name, "transfer"))" class="stack" data-once>\
            \(FormField.hidden("token", visit.formToken))\(FormField.hidden("kind", "create"))\
            \(FormField.hidden("call", number))\(FormField.hidden("number", "\(place)"))\
            <p><label for="offer-to">To</label> <select id="offer-to" name="party">\
            <optgroup label="Services">\(services)</optgroup><optgroup label="Forces">\(options)</optgroup></select></p>\
            <p><label for="offer-wants">Ask them to</label> <select id="offer-wants" name="wants">\(wants)</select></p>\
            <p><label for="offer-text">What must they know?</label> \
            <input id="offer-text" name="text" maxlength="2000" required autocomplete="off"></p>\
            <p><button class="button primary">Hand on</button></p><p class="note">A force gets the log with it; a service \
            gets the place, the caller, the kind of call and these words. The incident stays yours until they acknowledge.</p>\
            </form></div></section>
            """
    }

    private static func transferCard(
        _ transfer: Transfer,
        _ visit: Visit,
        _ rules: TransferFile,
        _ now: Timestamp
    ) -> Card {
        let title = rules.title(of: transfer.party, roster: visit.desk.roster)
        let said = transfer.said.map { one -> HTML in
            let what = one.message.map { "\($0.kind.rawValue): \($0.text)" } ?? "a message that cannot be read here"
            let way: HTML =
                one.isOurs
                ? one.isKnown
                    ? "<span class=\"tag\">in their log, entry \(one.entry)</span>"
                    : "<span class=\"tag warn\">has not reached them</span>"
                : "<span class=\"tag\">in our log, entry \(one.entry)</span>"
            return "<li><time>\(Phrase.shortDay(one.at)) \(clock(one.at))</time> \(one.officer) \(what) \(way)</li>"
        }
        let sheet: HTML? = transfer.sheet.map { sheet in
            let left: HTML? =
                sheet.linesLeftOut > 0 ? "<li>\(sheet.linesLeftOut) earlier lines were not sent</li>" : nil
            let lines = sheet.log.map { "<li>\($0.at) \($0.text)</li>" as HTML }
            return """
                <p>\(sheet.title)\(sheet.place.map { ", \($0)" } ?? "")\(sheet.grade.map { ", grade \($0)" } ?? "")</p>\
                <details><summary>The incident as it was sent</summary><ul>\(left)\(lines)</ul></details>
                """
        }
        let crossed: HTML? =
            transfer.isCrossed
            ? "<p class=\"tag warn\">It was withdrawn while they took it: they have it. Speak by phone.</p>" : nil
        let number = transfer.isOurs ? transfer.incident : transfer.reference
        let link: HTML? = number.map { "<p><a href=\"\(Address(name).with("call", $0))\">Incident \($0)</a></p>" }
        return Card(
            "\(transfer.name) \(transfer.isOurs ? "to" : "from") \(title)",
            anchor: "t-\(transfer.party)-\(transfer.name.replacing("/", with: "-"))",
            subtitle: "\(transfer.state.rawValue); they are asked to \(transfer.wants.words)",
            body: """
                \(standing(transfer, title, rules, now))\(crossed)\(sheet)<ol class="told">\(said)</ol>\(link)\
                \(transfer.mayTake.map { answerForm($0, transfer, visit) })
                """
        )
    }

    /// Who has it, since when nobody has acknowledged it, and whom to phone.
    static func standing(_ transfer: Transfer, _ title: String, _ rules: TransferFile, _ now: Timestamp) -> HTML {
        let waits = Phrase.count(transfer.waits(at: now), "minute")
        switch transfer.state {
        case .offered:
            let kept = transfer.isOurs ? "The incident is yours until they do." : "It is theirs until you do."
            let reached: HTML? =
                transfer.isOurs && !transfer.hasReached ? "<b>It has not reached them.</b> " : nil
            let phone: HTML? =
                transfer.isOverdue(at: now, by: rules)
                ? "<b>Phone \(title), \(rules.phone(of: transfer.party)).</b> " : nil
            return """
                <p role="status"\(HTML.attribute("class", phone == nil && reached == nil ? nil : "tag warn"))>\
                Not acknowledged for \(waits). \(reached)\(phone)\(kept)</p>
                """
        case .acknowledged, .closed:
            let owner =
                transfer.isTakers ? transfer.isOurs ? "It is theirs." : "It is yours." : "It is still the giver’s."
            let end = transfer.state == .closed ? " Ended: \(transfer.reason ?? "")." : ""
            return """
                <p>Acknowledged after \(waits)\(transfer.reference.map { ", as \($0)" } ?? ""). \(owner)\(end)</p>
                """
        case .rejected: return "<p>Rejected: \(transfer.reason ?? ""). The giver has it.</p>"
        case .withdrawn: return "<p>Withdrawn: \(transfer.reason ?? ""). The giver has it.</p>"
        }
    }

    private static func answerForm(_ kind: MAIT.Kind, _ transfer: Transfer, _ visit: Visit) -> HTML {
        let words =
            switch kind {
            case .acknowledge: transfer.wants == .takeOver ? "Acknowledge: it is ours" : "Acknowledge: we attend"
            case .reject: "Reject"
            case .close: transfer.isOurs ? "Withdraw" : "Close"
            default: "Tell them"
            }
        let id = "w-\(kind.rawValue)-\(transfer.party)-\(transfer.name.replacing("/", with: "-"))"
        let needed = HTML.flag("required", kind != .acknowledge)
        return """
            <form method="post" action="\(Address(name, "transfer"))" class="one" data-once>\
            \(FormField.hidden("token", visit.formToken))\(FormField.hidden("kind", kind.rawValue))\
            \(FormField.hidden("party", transfer.party))\(FormField.hidden("origin", transfer.origin.description))\
            \(FormField.hidden("transfer", transfer.name))\(FormField.hidden("number", "\(transfer.nextNumber)"))\
            <label for="\(id)" class="vh">\(words), words</label>\
            <input id="\(id)" name="text" maxlength="2000" autocomplete="off"\(needed)> \
            <button class="button small">\(words)</button></form>
            """
    }

    /// Takes the forms of ``transfersPage(_:)``.
    @Sendable static func transferForm(_ visit: Visit) async throws -> FormOutcome {
        let form = visit.form, counter = try Counter(visit)
        guard let kind = MAIT.Kind(rawValue: form["kind"] ?? ""), let party = form["party"],
            let number = Int(form["number"] ?? ""), number > 0
        else { throw unreadable }
        if kind == .create {
            guard let call = form["call"], let wants = MAIT.Wants(rawValue: form["wants"] ?? "") else {
                throw unreadable
            }
            _ = try await counter.offer(call, to: party, wants, note: form["text"] ?? "", place: number)
        } else {
            guard let origin = ForceCode(form["origin"] ?? ""), let name = form["transfer"] else { throw unreadable }
            let key = Transfer.Key(party: party, origin: origin, name: name)
            try await counter.answer(key, kind, text: form["text"] ?? "", number: number)
        }
        return FormOutcome(next: Address(name, "transfers"))
    }

    /// What of an incident's transfers the call's own screen says: what is out, what was taken, whom to phone.
    static func transferLines(_ screen: Screen) -> HTML {
        guard let incident = screen.incident else { return HTML() }
        let rules = screen.rulebook.transfers
        let lines = screen.look.transfers.filter {
            $0.isOurs ? $0.incident == incident.number : $0.reference == incident.number
        }.map { transfer -> HTML in
            let title = rules.title(of: transfer.party, roster: screen.roster)
            return """
                <div class="again"><span><b>\(transfer.isOurs ? "Handed on to" : "Taken over from") \(title):</b> \
                \(standing(transfer, title, rules, screen.now))</span></div>
                """
        }
        return "\(lines)"
    }
}
