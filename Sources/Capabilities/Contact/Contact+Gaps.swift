import CapabilityKit

extension Contact {
    /// Everything that keeps "no warning" from being an answer: what was not asked, who has not said, what was kept back.
    ///
    /// Empty only where every question of the call was asked of everybody, all answered, and all of it is here.
    static func gaps(_ screen: Screen) -> [String] {
        guard let incident = screen.incident else { return [] }
        let known = screen.known
        var gaps: [String] = []
        if incident.call?.numberKey == nil { gaps.append("no number to ask by") }
        if !known.unasked.isEmpty { gaps.append("not asked for you: \(known.unasked.joined(separator: ", "))") }
        let gone = known.asked.filter { !$0.isAtHand }.map(\.words)
        if !gone.isEmpty { gaps.append("answers no longer at hand: \(gone.joined(separator: ", "))") }
        var silent: [String: [String]] = [:], order: [String] = []
        for force in known.forces {
            guard let words = silence(force.state) else { continue }
            if silent[words] == nil { order.append(words) }
            silent[words, default: []].append(force.name)
        }
        for words in order {
            let names = silent[words] ?? []
            gaps.append(
                names.count > 3 ? "\(names.count) forces \(words)" : "\(names.joined(separator: ", ")) \(words)"
            )
        }
        let kept = known.withheld.reduce(0) { $0 + $1.count }
        if kept > 0 {
            let reasons = Set(known.withheld.map(\.reason)).sorted().joined(separator: "; ")
            gaps.append("\(Phrase.count(kept, "record")) kept back: \(reasons)")
        }
        for cut in known.asked where cut.isCut {
            gaps.append("\(cut.words): a force gave the first \(Known.peopleMax) people, there may be more")
        }
        let unsure = known.people.count { $0.ties == [.maybe] && $0.warnings > 0 }
        if unsure > 0 {
            gaps.append(
                "\(Phrase.count(unsure, "person", "people")) found by the words alone with a warning, see People"
            )
        }
        return gaps
    }

    /// How a force has not said what it holds; `nil` where it has.
    private static func silence(_ state: AnswerState?) -> String? {
        switch state {
        case nil: "still to answer"
        case .answered, .nothingHeld: nil
        case .notPermitted: "not permitted to say"
        case .askOwner: "to be asked in person"
        case .timedOut: "too late"
        case .down: "not reached"
        case .notAsked: "not asked"
        }
    }

    /// No warning is several different things: not asked, still asking, not said, kept back, or asked of all and none held.
    static func nothing(_ screen: Screen) -> HTML {
        let known = screen.known, gaps = gaps(screen)
        let words = "No warning is held of anybody tied to this number or place."
        guard !known.asked.isEmpty else { return EmptyState.notSearched.html("Nothing was asked yet for this call.") }
        guard !gaps.isEmpty else { return EmptyState.nothingHeld.html(words) }
        let said = "No warning so far, and that is no answer yet: \(gaps.joined(separator: "; "))."
        let states = known.forces.map(\.state)
        if !known.hasEnded || !known.unasked.isEmpty || known.asked.contains(where: { !$0.isAtHand }) {
            return EmptyState.notSearched.html("\(said) Ask all again where nothing more comes.")
        }
        if states.contains(where: { $0.map { !$0.isReply } ?? true }) { return EmptyState.sourceDown.html(said) }
        if states.contains(where: { !($0?.isAnswer ?? false) }) || !known.withheld.isEmpty {
            return EmptyState.notPermitted.html(said)
        }
        return EmptyState.notSearched.html(said)
    }

    /// What is missing beside the warnings that are shown.
    static func missing(_ screen: Screen) -> HTML {
        let gaps = gaps(screen)
        guard !gaps.isEmpty else { return HTML() }
        return "<p class=\"gaps\">\(Icon.alert.html) <b>Not all is known:</b> \(gaps.joined(separator: "; ")).</p>"
    }

    /// The first items of a list, and the rest behind a line that says how many they are.
    static func listed(_ items: [HTML], first count: Int, _ one: String, _ many: String? = nil) -> HTML {
        let rest = items.dropFirst(count)
        guard !rest.isEmpty else { return "<ul>\(items)</ul>" }
        return """
            <ul>\(Array(items.prefix(count)))</ul><details class="maybe"><summary>\(Phrase.count(rest.count, "more \(one)", many.map { "more \($0)" }))\
            </summary><ul>\(Array(rest))</ul></details>
            """
    }
}
