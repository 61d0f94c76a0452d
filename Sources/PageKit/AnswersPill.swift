/// What one force said to the question.
package struct AnswerLine: Sendable, Hashable {
    package var force: String
    package var state: State
    /// More words: `in 0.8 s`, `no answer within 2 s`.
    package var detail: String?

    /// Creates a force's answer.
    package init(force: String, state: State, detail: String? = nil) {
        self.force = force
        self.state = state
        self.detail = detail
    }

    /// The states that must never be confused.
    package enum State: Sendable, Hashable, CaseIterable {
        case answered, nothingHeld, timedOut, down, notPermitted, askOwner, notAsked

        /// Whether the force was asked and answered.
        package var isAnswer: Bool { self == .answered || self == .nothingHeld }

        /// The state in words.
        package var words: String {
            switch self {
            case .answered: "answered"
            case .nothingHeld: "searched, nothing held"
            case .timedOut: "did not answer in time"
            case .down: "source down"
            case .notPermitted: "not permitted"
            case .askOwner: "ask the owner"
            case .notAsked: "not asked"
            }
        }

        var icon: Icon {
            switch self {
            case .answered: .check
            case .nothingHeld: .empty
            case .timedOut: .clock
            case .down: .plug
            case .notPermitted: .lock
            case .askOwner: .user
            case .notAsked: .stop
            }
        }
    }
}

/// Who answered and who did not: every answer says so, and names the missing.
package struct AnswersPill: Sendable, Hashable {
    package var answers: [AnswerLine]

    /// Creates a pill.
    package init(_ answers: [AnswerLine]) { self.answers = answers }

    /// The sentence of the pill: `4 of 43 forces answered · 39 not asked`.
    package var sentence: String {
        let answered = answers.count { $0.state.isAnswer }
        var parts = ["\(answered) of \(Phrase.count(answers.count, "force")) answered"]
        for state in AnswerLine.State.allCases where !state.isAnswer {
            let count = answers.count { $0.state == state }
            if count > 0 { parts.append("\(count) \(state.words)") }
        }
        return parts.joined(separator: " · ")
    }

    /// The pill; it opens into a list that names each force.
    package var html: HTML {
        let isWhole = answers.allSatisfy(\.state.isAnswer)
        let parts = sentence.split(separator: "·", maxSplits: 1)
        let rest: HTML? = parts.count > 1 ? "<span class=\"rest\"> · \(parts[1].drop { $0 == " " })</span>" : nil
        let groups = AnswerLine.State.allCases.compactMap { state -> HTML? in
            let forces = answers.filter { $0.state == state }
            guard !forces.isEmpty else { return nil }
            let names = forces.map { answer -> HTML in
                let detail: HTML? = answer.detail.map { " <small>\($0)</small>" }
                return "<li>\(answer.force)\(detail)</li>"
            }
            return """
                <dt>\(state.icon.html)\(forces.count) \(state.words)</dt><dd><ul>\(names)</ul></dd>

                """
        }
        return """
            <details class="answers"><summary class="pill\(isWhole ? "" : " warn")">\
            \((isWhole ? Icon.check : Icon.clock).html)<span><b>\(parts.first?.trimmed ?? "")</b>\(rest)</span>\
            </summary>
            <div class="panel" tabindex="0" role="region" aria-label="What each force said"><dl>\(groups)</dl></div>\
            </details>

            """
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
