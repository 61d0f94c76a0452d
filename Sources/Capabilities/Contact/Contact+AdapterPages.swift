import CapabilityKit

extension Contact {
    /// How long a credential lasts, in milliseconds: a year.
    private static let adapterLasts: Int64 = 365 * 86_400_000

    /// Answers `GET /contact/adapters`: which machines may announce calls or take transfers.
    @Sendable static func adaptersPage(_ visit: Visit) async throws -> Page {
        let counter = try Counter(visit), services = counter.rulebook.transfers.services
        let shown = try await visit.desk.consult(.keepAdapters, asked: "the adapters", for: visit.requester) {
            session in
            try Shelf.adapters(services, in: session)
        }
        let now = visit.desk.clock()
        let rows = shown.content.map { adapter -> [HTML] in
            let state =
                adapter.isEnded ? "ended" : adapter.endsAt.milliseconds < now.milliseconds ? "ran out" : "in use"
            let end: HTML =
                adapter.isEnded
                ? HTML()
                : """
                <form method="post" action="\(Address(name, "adapter"))" data-once>\(FormField.hidden("token", visit.formToken))\
                \(FormField.hidden("end", adapter.fingerprint))<button class="button small">End</button></form>
                """
            return [
                "\(adapter.name)", "\(adapter.scope.words)",
                "<span class=\"id\">\(adapter.fingerprint.prefix(12))…</span>",
                "\(Phrase.shortDay(adapter.addedAt))", "\(Phrase.shortDay(adapter.endsAt))", "\(state)", end,
            ]
        }
        let table = DataTable(
            caption: "Adapters",
            columns: ["Name", "For", "Fingerprint", "Since", "Until", "State", ""],
            rows: rows
        )
        let scopes = [Scope.calls] + services.map { .transfers(service: $0.code) }
        let options = scopes.map { "<option>\($0.words)</option>" as HTML }
        return Page(
            title: "Adapters",
            crumbs: [Page.Crumb("Incidents", Address(name)), Page.Crumb("adapters")],
            room: name,
            body: """
                <h1>Adapters</h1><p class="lead">Machines that announce calls, or speak for a service that takes incidents. \
                Make the secret where it is used (<code>reeve contact secret</code>); only its fingerprint comes here.</p>
                \(rows.isEmpty ? EmptyState.nothingHeld.html("No machine is let in.") : Card.grid([Card("Adapters", anchor: "adapters", isPadded: false, body: table.html)]))
                <form method="post" action="\(Address(name, "adapter"))" class="stack" data-once>\
                \(FormField.hidden("token", visit.formToken))\
                <p><label for="a-name">Name</label> <input id="a-name" name="name" required maxlength="30" pattern="[a-z0-9\\-]+"></p>\
                <p><label for="a-scope">For</label> <select id="a-scope" name="scope">\(options)</select></p>\
                <p><label for="a-print">Fingerprint</label> <input id="a-print" name="fingerprint" required minlength="64" \
                maxlength="64" autocomplete="off"></p><p><button class="button primary">Let in</button></p></form>
                \(LedgerStamp(at: shown.at, entry: shown.entry, reference: visit.requester.authority.reference).html)
                """
        )
    }

    /// Takes the forms of ``adaptersPage(_:)``.
    @Sendable static func adapterForm(_ visit: Visit) async throws -> FormOutcome {
        let form = visit.form, now = visit.desk.clock()
        if let ended = form["end"] {
            _ = try await visit.desk.alter(
                .keepAdapters,
                asked: "end the adapter’s credential \(ended.prefix(12))",
                for: visit.requester
            ) { try Shelf.end(ended, in: $0) }
            return FormOutcome(next: Address(name, "adapters"))
        }
        let print = (form["fingerprint"] ?? "").lowercased(), called = form["name"] ?? ""
        let services = try Rulebook.shipped().transfers.services
        guard MachineCredential.isName(called), let scope = Scope(form["scope"] ?? "", services: services),
            print.utf8.count == 64, print.allSatisfy(\.isHexDigit)
        else {
            throw Fault(
                .adapterUnreadable,
                "the adapter’s name, purpose or fingerprint cannot be read",
                help: "copy the fingerprint that `reeve contact secret` prints"
            )
        }
        let adapter = Adapter(
            name: called,
            scope: scope,
            fingerprint: print,
            addedAt: now,
            endsAt: Timestamp.uk(milliseconds: now.milliseconds + adapterLasts),
            isEnded: false
        )
        _ = try await visit.desk.alter(
            .keepAdapters,
            asked: "let in the adapter \(called) for \(scope.words)",
            details: ["fingerprint": print],
            for: visit.requester
        ) { try Shelf.admit(adapter, in: $0) }
        return FormOutcome(next: Address(name, "adapters"))
    }
}

extension Fault.Code {
    /// What is said of a machine that is to be let in cannot be read.
    static let adapterUnreadable = Self("contact.adapter_unreadable", status: 400)
}
