import CapabilityKit
import Ledger
import Policy
import Vocabulary

/// Something that somebody does in the room: by a form of a page, or by a command.
struct EthicsDeed: Sendable {
    /// What can be done, by the name of its form.
    enum Kind: String, Sendable, CaseIterable {
        case open, fill, advance, approve, withdraw, adopt, state, measure, count, reinstate, reply, advise, appoint
        case declare, correct

        /// The permission that it needs.
        var permission: Permission {
            switch self {
            case .open, .fill, .advance: .changeUses
            case .approve, .withdraw, .reinstate: .approveUses
            case .adopt: .adoptUses
            case .state: .stateConditions
            case .measure, .count: .measureUses
            case .reply: .replyToPanel
            case .advise, .correct: .adviseOnUses
            case .appoint: .keepPanel
            case .declare: .declareInterests
            }
        }

        /// The deed in a word, as the log has it.
        var word: String { rawValue }
    }

    var kind: Kind
    var fields: EthicsFields
    /// What the node itself counted of the use, where it can.
    var counted: UseMeasures?

    init(_ kind: Kind, _ values: [String: String]) {
        self.kind = kind
        fields = EthicsFields(values: values)
    }

    /// The question as the log has it.
    var asked: String {
        let use = fields.text("use")
        return use.isEmpty ? "\(kind.word) (register of uses)" : "\(kind.word) \(use)"
    }

    /// Does it: decided by the rules, checked against the register, logged, in force.
    ///
    /// - Returns: the entry that records it.
    func perform(on desk: Desk, for requester: Requester) async throws -> UInt64 {
        var deed = self
        if kind == .count { deed.counted = try await desk.counted(of: fields.text("use")) }
        let ready = deed
        return try await desk.changeUses(kind.permission, asked: asked, for: requester) { log in
            try ready.act(in: EthicsBook(log), on: desk.today, by: requester.officer)
        }
    }

    /// The act that it comes to, or why it makes no sense.
    func act(in book: EthicsBook, on day: CalendarDate, by officer: Officer) throws -> UseAct {
        switch kind {
        case .open: try open(book)
        case .fill: try fill(book)
        case .advance: try advance(book, day)
        case .approve: try approve(book, day, officer)
        case .withdraw: try withdraw(book)
        case .adopt: try adopt(book, day, officer)
        case .state: try state(book)
        case .measure: try measure(book)
        case .count: try count(book)
        case .reinstate: try reinstate(book)
        case .reply: try reply(book, day)
        case .advise: try advise(book, day)
        case .appoint: try appoint(book)
        case .declare: try declare(book)
        case .correct: try correct(book)
        }
    }

    // MARK: - The owner's

    private func open(_ book: EthicsBook) throws -> UseAct {
        let capability = fields.text("capability")
        guard book.log.book.cards[capability] != nil else {
            throw Fault.ethicsField(
                "capability",
                "`\(capability)` is no room of this node",
                help: "give one of: \(book.log.book.cards.keys.sorted().joined(separator: ", "))"
            )
        }
        let supplier = try fields.bounded("supplier")
        let use = EthicsUse(
            number: book.nextNumber,
            force: book.log.book.force,
            title: try fields.needed("title"),
            capability: capability,
            supplier: supplier.isEmpty ? nil : supplier,
            stage: .engage
        )
        return try EthicsAct.opened(use: use).logged()
    }

    private func fill(_ book: EthicsBook) throws -> UseAct {
        var use = try book.use(fields.text("use"))
        guard let part = EthicsPart(rawValue: fields.text("part")) else {
            throw Fault.ethicsField(
                "part",
                "`\(fields.text("part"))` is no part of a use",
                help: "give one of: \(EthicsPart.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        let values = fields.values.filter { pair in part.fields.contains { $0.name == pair.key } }
        try use.fill(part, values)
        return try EthicsAct.filled(use: use.number, part: part, values: values).logged()
    }

    private func advance(_ book: EthicsBook, _ day: CalendarDate) throws -> UseAct {
        var use = try book.use(fields.text("use"))
        let reasons = try fields.needed("reasons")
        try use.advance(on: day, panel: book.panel)
        return try EthicsAct.advanced(use: use.number, reasons: reasons).logged()
    }

    private func approve(_ book: EthicsBook, _ day: CalendarDate, _ officer: Officer) throws -> UseAct {
        let use = try book.use(fields.text("use"))
        let reasons = try fields.needed("reasons")
        let until = try fields.day("until")
        let conditions = try fields.pairs("conditions").map { UseApproval.Condition(code: $0.name, text: $0.value) }
        var thresholds = try fields.thresholds("thresholds")
        try check(use, until: until, book, day)
        if use.stage == .evolve { thresholds += use.pilot?.killCriteria ?? [] }
        let approval = UseApproval(
            use: use.number,
            capability: use.capability,
            by: officer.number,
            forces: [use.force],
            from: use.stage == .evolve ? max(day, use.pilot?.from ?? day) : day,
            until: until,
            conditions: conditions,
            thresholds: thresholds
        )
        return try EthicsAct.decided(use: use.number, reasons: reasons).logged(.approved(approval: approval))
    }

    /// Whether a use may be approved until a day: as a pilot, or for a year once it has passed its gates.
    private func check(_ use: EthicsUse, until: CalendarDate, _ book: EthicsBook, _ day: CalendarDate) throws {
        let gaps: [String], last: CalendarDate?
        switch use.stage {
        case .engage: (gaps, last) = (["it has not passed its first gate"], nil)
        case .evolve: (gaps, last) = (use.pilotApprovalGaps(panel: book.panel), use.pilot?.until)
        case .embed:
            gaps = use.gaps(on: day, panel: book.panel)
            last = day.dayNumber.flatMap { CalendarDate(dayNumber: $0 + EthicsUse.equalityDaysMax) }
        }
        guard gaps.isEmpty else {
            throw Fault(
                .ethicsGateClosed,
                "`\(use.title)` cannot be approved: \(gaps.joined(separator: "; "))",
                help: "fill in what is missing, or put it to the panel"
            )
        }
        guard until >= day, let last, until <= last else {
            throw Fault.ethicsField(
                "until",
                "`\(until)` is not from today until \(last.map { "\($0)" } ?? "the pilot's last day")",
                help: use.stage == .evolve ? "a pilot ends on its last day" : "an approval lasts a year at most"
            )
        }
        if let suspension = book.approval(of: use.number)?.suspensions[use.force] {
            throw Fault(
                .useNotReinstated,
                "`\(use.title)` was suspended on \(suspension.on)",
                help: "end the suspension first, on advice given after it"
            )
        }
    }

    private func withdraw(_ book: EthicsBook) throws -> UseAct {
        let number = try approved(book).use
        return try EthicsAct.decided(use: number, reasons: try fields.needed("reasons")).logged(
            .withdrawn(use: number)
        )
    }

    private func adopt(_ book: EthicsBook, _ day: CalendarDate, _ officer: Officer) throws -> UseAct {
        let reasons = try fields.needed("reasons")
        let rooms = book.log.book.cards.keys.filter {
            $0 != Ethics.name && !book.log.register.spoken.contains($0)
        }.sorted()
        guard !rooms.isEmpty else {
            throw Fault(
                .ethicsAdopted,
                "every room of this node is in the register already",
                help: "what ran at set-up needs the panel's advice to go on"
            )
        }
        let approvals = UseApproval.atSetUp(rooms, by: officer.number, at: book.log.book.force, from: day)
        return try EthicsAct.decided(use: "set-up", reasons: reasons).logged(.adopted(approvals: approvals))
    }

    private func state(_ book: EthicsBook) throws -> UseAct {
        let approval = try approved(book)
        let code = fields.text("condition")
        guard approval.conditions.contains(where: { $0.code == code }) else {
            throw Fault.ethicsField(
                "condition",
                "`\(code)` is no condition of `\(approval.use)`",
                help: "give one of: \(approval.conditions.map(\.code).joined(separator: ", "))"
            )
        }
        guard let isTrue = ["yes": true, "no": false][fields.text("isTrue")] else {
            throw Fault.ethicsField("isTrue", "it is not said whether it is so", help: "say yes or no")
        }
        return try EthicsAct.decided(use: approval.use, reasons: try fields.needed("reasons")).logged(
            .stated(use: approval.use, condition: code, isTrue: isTrue)
        )
    }

    private func measure(_ book: EthicsBook) throws -> UseAct {
        let approval = try approved(book)
        let period = "\(try fields.day("from")) to \(try fields.day("until"))"
        return try EthicsAct.decided(use: approval.use, reasons: period).logged(
            .measured(use: approval.use, measures: try fields.measures())
        )
    }

    private func count(_ book: EthicsBook) throws -> UseAct {
        let approval = try approved(book)
        guard let counted else {
            throw Fault(
                .ethicsNotCounted,
                "the node counts nothing of the room `\(approval.capability)` but how often it is used",
                help: "write the figures down yourself"
            )
        }
        let words = "counted by the node since \(approval.from)"
        return try EthicsAct.decided(use: approval.use, reasons: words).logged(
            .measured(use: approval.use, measures: counted)
        )
    }

    private func reinstate(_ book: EthicsBook) throws -> UseAct {
        var approval = try approved(book)
        guard let standing = book.panel.standing(of: approval.use)?.advice else { throw Self.notAdvised }
        try approval.reinstate(
            at: book.log.book.force,
            adviceOn: standing.use,
            on: standing.on,
            proceeds: standing.kind.allowsProceeding
        )
        return try EthicsAct.decided(use: approval.use, reasons: try fields.needed("reasons")).logged(
            .reinstated(use: approval.use, advisedOn: standing.on)
        )
    }

    private func reply(_ book: EthicsBook, _ day: CalendarDate) throws -> UseAct {
        guard let kind = PanelReply.Kind(rawValue: fields.text("kind")) else {
            throw Fault.ethicsField("kind", "the reply is missing", help: "accept, accept in part or decline")
        }
        let reply = PanelReply(
            advice: try fields.whole("place"),
            force: book.log.book.force,
            on: day,
            kind: kind,
            reasons: try fields.needed("reasons")
        )
        var panel = book.panel
        try panel.reply(reply)
        return try EthicsAct.replied(reply: reply).logged()
    }

    /// The approval of the use that is named.
    private func approved(_ book: EthicsBook) throws -> UseApproval {
        let number = fields.text("use")
        guard let approval = book.approval(of: number) else {
            throw Fault(.ethicsNoUse, "`\(number)` was never approved", help: "approve it first")
        }
        return approval
    }

    private static let notAdvised = Fault(
        .useNotReinstated,
        "the panel has not advised on it",
        help: "put it to the panel"
    )
}

extension Fault.Code {
    /// The node itself counts nothing of that use.
    package static let ethicsNotCounted = Self("ethics.not_counted", status: 409)
    /// What a node brings with it was let run once already.
    package static let ethicsAdopted = Self("ethics.adopted", status: 409)
}
