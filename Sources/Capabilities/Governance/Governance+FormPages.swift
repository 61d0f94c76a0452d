import CapabilityKit

extension Governance {
    /// What can be done with a decision now, for whoever may; the signing itself is done with a key, not on a page.
    static func forms(_ decision: GovernanceDecision, _ visit: Visit) -> [Card] {
        var cards: [Card] = []
        if decision.stage == .voting, visit.desk.offers(.voteGovernance, to: visit.requester) {
            cards.append(
                Card(
                    "Hand in a vote",
                    anchor: "hand-in",
                    body: """
                        <p>Sign it with the key on the roster: <code>reeve governance vote</code> writes the statement. \
                        The last number of a voter counts.</p>\
                        \(form("vote", decision.number, visit, area("statement", "The signed vote"), "Hand it in"))
                        """
                )
            )
        }
        guard visit.desk.offers(.keepGovernance, to: visit.requester) else { return cards }
        let reasons = FormField("reasons", label: "Reasons", control: .text(maxLength: 400)).html
        let force = FormField("force", label: "Force", hint: "its code: 13", control: .text(maxLength: 3)).html
        func add(_ title: String, _ act: String, _ fields: HTML, _ button: String) {
            cards.append(
                Card(
                    title,
                    anchor: "do-\(act)",
                    width: 6,
                    body: form(act, decision.number, visit, fields, button)
                )
            )
        }
        let yesNo = { (name: String, label: String, yes: String, no: String) -> HTML in
            FormField(name, label: label, control: .radios([.init("yes", yes), .init("no", no)])).html
        }
        switch decision.stage {
        case .proposed: add("Begin consultation", "consult", HTML(), "Begin")
        case .consulting:
            let what = FormField(
                "what",
                label: "What",
                control: .choice([
                    .init("plan", "Plan with its costs"), .init("opinion", "Opinion of the ethics panel"),
                ])
            ).html
            let address = FormField("address", label: "Where it stands", control: .text(maxLength: 400)).html
            add("Record a published paper", "publish", "\(what)\(address)", "Record")
        case .carried: add("Take effect", "effect", HTML(), "Record that it is in force")
        case .referred:
            add(
                "The Inspectorate's determination",
                "determine",
                "\(yesNo("upheld", "It is", "upheld", "set aside"))\(reasons)",
                "Record"
            )
        case .binding:
            if decision.isReviewDue(on: visit.desk.today) {
                add("The review", "review", "\(yesNo("kept", "It is", "kept", "ended"))\(reasons)", "Record")
            }
        case .voting, .notCarried, .lapsed, .withdrawn, .setAside, .ended: break
        }
        if [.carried, .binding].contains(decision.stage) {
            let from = FormField("from", label: "From", hint: "2027-06-01", control: .text(maxLength: 10)).html
            let until = FormField("until", label: "Until", hint: "the last day", control: .text(maxLength: 10)).html
            add("Depart from it for a time", "derogate", "\(force)\(reasons)\(from)\(until)", "Record in public")
        }
        if [.proposed, .consulting].contains(decision.stage) { add("Withdraw it", "withdraw", reasons, "Withdraw") }
        if [.consulting, .carried, .binding].contains(decision.stage) {
            let grounds = FormField(
                "ground",
                label: "Ground",
                control: .choice([
                    .init("level", "the level"), .init("authority", "the authority"),
                    .init("procedure", "the procedure"),
                ])
            ).html
            add("Refer it to the Inspectorate", "refer", "\(force)\(grounds)\(reasons)", "Refer")
        }
        return cards
    }

    /// Answers `GET /governance/propose`: the form of a proposal, and how the level is found.
    @Sendable static func proposePage(_ visit: Visit) async throws -> Page {
        let found = try await book(asked: "the form of a proposal", visit.desk, for: visit.requester)
        let table = try GovernanceClasses.shipped()
        let mayPropose = visit.desk.offers(.keepGovernance, to: visit.requester)
        let body: HTML =
            mayPropose
            ? proposal(table, visit)
            : "<p>The secretariat proposes; ask it to put yours. These are the questions it must answer:</p>\(questions(table))"
        return Page(
            title: "Propose a decision",
            crumbs: [Page.Crumb("Governance", Address(name)), Page.Crumb("Propose")],
            room: name,
            body: """
                <h1>Propose a decision</h1>\(limit(table))\
                \(Card.grid([Card("The proposal", anchor: "proposal", body: body)]))\(stamp(found).html)
                """
        )
    }

    private static func questions(_ table: GovernanceClasses) -> HTML {
        "<ol>\(table.subsidiarity.map { "<li>\($0.question) (\($0.level.rawValue))</li>" as HTML })</ol>"
    }

    private static func proposal(_ table: GovernanceClasses, _ visit: Visit) -> HTML {
        let classes = table.classes.map { FormField.Choice($0.code, "\($0.code): \($0.title)") }
        let days = table.procedure
        let asked = table.subsidiarity.enumerated().map { place, question -> HTML in
            """
            <fieldset class="field"><legend>\(place + 1). \(question.question)</legend>\
            <label class="check"><input type="radio" name="yes\(place + 1)" value="yes"><span>yes: \
            \(question.level.rawValue)</span></label><label class="check"><input type="radio" name="yes\(place + 1)" \
            value="no"><span>no</span></label><label for="why\(place + 1)">Reason</label>\
            <input id="why\(place + 1)" name="why\(place + 1)" type="text" maxlength="400" autocomplete="off"></fieldset>
            """
        }
        let never = table.neverVoted.map {
            "<p>\(Icon.stop.html) Class \($0.code), \($0.title.lowercased()): \($0.why).</p>" as HTML
        }
        let fields: HTML = """
            \(FormField("title", label: "What is decided, in one line", control: .text(maxLength: 200)).html)\
            \(area("text", "The text that is voted on"))\
            \(FormField("class", label: "Class", control: .choice(classes)).html)\(never)\
            <h3>At which level? The first yes decides.</h3>\(asked)\
            \(FormField("below", label: "Why the level below is not enough", control: .text(maxLength: 400)).html)\
            \(FormField(
                "days",
                label: "Time box in days",
                hint: "\(days.consultationDays + 1) to \(days.timeBoxDaysMax); \(days.consultationDays) of them are consultation",
                control: .text(maxLength: 3),
                value: "90"
            ).html)\
            \(FormField(
                "default",
                label: "If it is not counted in time",
                control: .radios([
                    .init("oldRuleStays", "the rule in force stays"), .init("referred", "it goes to the Inspectorate"),
                ])
            ).html)
            """
        let number = FormField("decision", label: "Number", hint: "2027-014", control: .text(maxLength: 24)).html
        return form("propose", nil, visit, "\(number)\(fields)", "Propose")
    }

    /// A form of the register.
    private static func form(_ act: String, _ number: String?, _ visit: Visit, _ fields: HTML, _ button: String) -> HTML
    {
        let decision: HTML = number.map { FormField.hidden("decision", $0) } ?? HTML()
        return """
            <form class="form" action="\(Address(name, "act"))" method="post">\(FormField.hidden("token", visit.formToken))\
            \(FormField.hidden("act", act))\(decision)\(fields)<button class="button primary">\(button)</button></form>
            """
    }

    private static func area(_ name: String, _ label: String) -> HTML {
        """
        <div class="field"><label for="field-\(name)">\(label)</label>\
        <textarea id="field-\(name)" name="\(name)" rows="8" maxlength="20000" required></textarea></div>
        """
    }

    /// Answers `GET /governance/policy`: parameters that decisions speak of, and what holds at this force.
    @Sendable static func policyPage(_ visit: Visit) async throws -> Page {
        let found = try await book(asked: "policy in force", visit.desk, for: visit.requester)
        let force = visit.requester.officer.force, day = visit.desk.today
        let values = try found.content.values(at: force, on: day)
        let rows = values.map { value -> [HTML] in
            let clause = value.found.clause
            let refused: HTML? = value.refusal.map { "<span class=\"more\">\(Icon.alert.html) \($0)</span>" }
            let set = value.set.map { "\($0.value), at the \($0.level.rawValue) level" } ?? "nobody has"
            return [
                "<span class=\"id\">\(clause.parameter)</span>", "<b>\(value.value)</b>", "\(set)\(refused)",
                "\(clause.level.rawValue)", "\(clause.low) to \(clause.high)", "\(clause.usual)",
                "\(value.found.decision), from \(Phrase.shortDay(value.found.from))", "\(words(value.standing))",
            ]
        }
        let table = DataTable(
            caption: "Policy in force",
            columns: [
                "Parameter", .init("Holds here", isNumber: true), "Set to", "Lowest level that sets it", "Bounds",
                .init("Usual", isNumber: true), "Decision", "How it stands here",
            ],
            rows: rows
        )
        let shown = visit.desk.roster[force]?.shortName ?? force.description
        return Page(
            title: "Policy in force",
            crumbs: [Page.Crumb("Governance", Address(name)), Page.Crumb("Policy")],
            room: name,
            body: """
                <h1>Policy in force</h1><p class="lead">What decisions say of the rules by which \(shown) runs. A value \
                outside the bounds is refused, with the decision named; a force that is not bound is left alone.</p>\
                \(limit(try GovernanceClasses.shipped()))\(tabs("policy"))\
                \(Card(
                    "Parameters",
                    anchor: "parameters",
                    isPadded: rows.isEmpty,
                    body: rows.isEmpty ? nothing("No decision speaks of a parameter yet.") : table.html
                ).html)\(stamp(found).html)
                """
        )
    }
}
