import CapabilityKit

extension Anpr {
    /// A question that was asked, with its answer until its clock runs out.
    struct Kept: Sendable {
        var id: Int64
        var question: Question
        var purpose: String
        var reference: String
        var askedAt: Timestamp
        /// When what nobody selected is destroyed.
        var dueAt: Timestamp
        /// `nil` once it is destroyed.
        var answer: Answer?
        var selected: [Selected] = []
    }

    /// A line that a person selected, with their note.
    struct Selected: Codable, Hashable, Sendable {
        var line: Line
        var note: String
        /// Whether somebody under 18 or vulnerable may be in the picture.
        var isExploited = false
        /// What they are in it, of ``roleWords``; one person may be both (DPA 2018 s.38(3)).
        var roles: [String] = []
        /// The safeguarding referral, which comes before anything else.
        var referral = ""
    }

    /// The roles that are kept side by side.
    static let roleWords = ["suspect", "victim"]

    /// What a form or a command says of a line that it selects.
    ///
    /// - Throws: ``Fault`` `anpr.selection` without a note; `anpr.safeguarding_first` where somebody may be exploited and
    ///   there is no referral.
    static func selected(_ line: Line, _ values: [String: String]) throws -> Selected {
        let note = values["note"] ?? ""
        guard (3...2000).contains(note.utf8.count) else {
            throw Fault(.selectionUnreadable, "a note is missing or too long", help: "say why this line is kept")
        }
        var selected = Selected(line: line, note: note)
        selected.isExploited = ["1", "on", "yes", "true"].contains(values["exploited"] ?? "")
        selected.roles = roleWords.filter { ["1", "on", "yes", "true"].contains(values[$0] ?? "") }
        selected.referral = String((values["referral"] ?? "").prefix(80))
        guard !selected.isExploited || !selected.referral.isEmpty else { throw safeguardingFirst }
        // Who is exploited is a victim, whatever else they are.
        if selected.isExploited, !selected.roles.contains("victim") { selected.roles.append("victim") }
        return selected
    }

    static let noSuchQuestion = Fault(
        .noSuchQuestion,
        "there is no such question of yours, or its answer is destroyed",
        help: "ask it again from the list"
    )

    static let safeguardingFirst = Fault(
        .safeguardingFirst,
        "somebody under 18 or vulnerable may be in this: safeguarding comes before anything else",
        help: "make the referral (children's or adults' services, and the NRM), and give its number here"
    )
}

extension Fault.Code {
    /// What was selected can't be kept as it stands.
    package static let selectionUnreadable = Self("anpr.selection", status: 422)
    /// A referral must be made before anything else is.
    package static let safeguardingFirst = Self("anpr.safeguarding_first", status: 409)
    /// There is no such question of the officer's own, or its answer is destroyed.
    package static let noSuchQuestion = Self("anpr.no_such_question", status: 404)
}
