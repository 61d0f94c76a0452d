import CapabilityKit

extension Contact {
    /// A grade that software suggests, with the rule that gave it and everything that rule saw.
    ///
    /// It is never less urgent than the grade that stands: software raises attention and lowers nothing
    /// (DPA 2018 ss.50A-50D: a person decides).
    package struct Suggestion: Hashable, Sendable {
        package var grade: Grade
        /// The rule that gave it; `nil` where the standing grade is as urgent as any rule asks.
        package var rule: String?
        package var reasons: [String]
        /// The lines of the log in which the words stand.
        package var lines: [Int]
        /// The version of the rules.
        package var version: String
    }

    /// The signals an incident gives, each with the lines that gave it; the same incident gives the same signals.
    package static func signals(of incident: Incident, by rules: SuggestionFile, scripts: ScriptFile) -> [String: [Int]]
    {
        var found: [String: [Int]] = [:]
        for line in incident.lines {
            let words = Words(line.text)
            for signal in rules.signals where signal.phrases.contains(where: words.affirms) {
                found[signal.code, default: []].append(line.place)
            }
        }
        for code in incident.call?.signals ?? [] where found[code] == nil { found[code] = [] }
        for warning in incident.warnings where found["warning.\(warning)"] == nil { found["warning.\(warning)"] = [] }
        for script in scripts.scripts {
            for question in script.questions where incident.answers["\(script.id).\(question.id)"] == .yes {
                if let signal = question.signal, found[signal] == nil { found[signal] = [] }
            }
        }
        if let level = incident.missingLevel { found["missing.\(level)"] = [] }
        return found
    }

    /// The grade that the rules ask for, or the standing one where that is as urgent; `nil` when no rule speaks and no
    /// grade stands.
    package static func suggestion(
        for incident: Incident,
        by rules: SuggestionFile,
        scripts: ScriptFile,
        more: Set<String> = []
    ) -> Suggestion? {
        var signals = signals(of: incident, by: rules, scripts: scripts)
        for code in more where signals[code] == nil { signals[code] = [] }
        let met = rules.rules.filter { rule in rule.all.allSatisfy { signals[$0] != nil } }
        let standing = incident.standing
        let most = met.map(\.grade).min()
        if let standing, most.map({ standing.national <= $0 }) ?? true {
            return Suggestion(
                grade: standing,
                rule: nil,
                reasons: ["the grade that stands"],
                lines: [],
                version: rules.version
            )
        }
        guard let most, let grade = incident.scheme.grade(for: most) else { return nil }
        let giving = met.filter { $0.grade == most }
        let lines = Set(giving.flatMap(\.all).flatMap { signals[$0] ?? [] })
        return Suggestion(
            grade: grade,
            rule: giving.first?.id,
            reasons: giving.map(\.reason),
            lines: lines.sorted(),
            version: rules.version
        )
    }

    /// The script that fits an incident, and the questions of it that are not answered.
    package static func script(
        for incident: Incident,
        signals: [String: [Int]],
        by file: ScriptFile
    ) -> ScriptFile.Script? {
        let lines = incident.lines.map { Words($0.text) }
        let begun = file.scripts.first { script in
            script.questions.contains { incident.answers["\(script.id).\($0.id)"] != nil }
        }
        return begun
            ?? file.scripts.first { script in
                script.starts.contains { signals[$0] != nil }
                    || (script.words ?? []).contains { word in lines.contains { $0.affirms(word) } }
            }
    }

    /// What an incident is in a few words: the kind of call with what speaks for urgency, or its first line.
    package static func title(of incident: Incident, by book: Rulebook) -> String {
        let signals = signals(of: incident, by: book.suggestions, scripts: book.scripts)
        let script = script(for: incident, signals: signals, by: book.scripts)
        // In the order of the file, which is that of danger; the kind of call is not said twice.
        let says = book.suggestions.signals.filter {
            signals[$0.code] != nil && script?.starts.contains($0.code) != true
        }
        let words = [script?.title, says.isEmpty ? nil : says.prefix(2).map(\.says).joined(separator: ", ")]
            .compactMap { $0 }
        let title = words.isEmpty ? incident.lines.first?.text : words.joined(separator: ": ").capitalisedFirst
        guard let title else { return incident.call.map { "\($0.line) call" } ?? "call" }
        return title.count <= 60 ? title : String(title.prefix(59)) + "…"
    }

    /// A line as small words in their order, for finding phrases that are not denied.
    struct Words {
        private let words: [String]
        private static let denials: Set<String> = ["no", "not", "without", "denies", "never", "nor"]

        init(_ text: String) {
            words = text.lowercased().replacing("’", with: "'").split { letter in
                !(letter.isLetter || letter.isNumber || letter == "'" || letter == "-")
            }.map(String.init)
        }

        /// Whether the phrase stands here and none of the two words before it denies it.
        func affirms(_ phrase: String) -> Bool {
            let wanted = phrase.split(separator: " ").map(String.init)
            guard !wanted.isEmpty, wanted.count <= words.count else { return false }
            for start in 0...(words.count - wanted.count) where Array(words[start..<start + wanted.count]) == wanted {
                let before = words[max(0, start - 2)..<start]
                if before.allSatisfy({ !Self.denials.contains($0) }) { return true }
            }
            return false
        }
    }
}

extension String {
    /// The same with a capital at its head.
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
