/// Why two nominals are, or are not, taken for one person: the waterfall behind one number.
///
/// ``priorBits`` and the bits of the steps add up to ``totalBits``, which is the weight the pair has when it is joined.
package struct PairExplanation: Sendable, Hashable, Codable {
    package var a: Int64
    package var b: Int64
    /// The odds before anything is compared, in bits.
    package var priorBits: Double
    package var steps: [Step]
    package var totalBits: Double
    package var probability: Double
    /// What it comes to, in one plain sentence.
    package var sentence: String

    /// One piece of evidence.
    package struct Step: Sendable, Hashable, Codable {
        /// The field as a reader knows it: `Date of birth`.
        package var field: String
        /// The value of each side in standard form; empty where a side has none.
        package var a: String
        package var b: String
        /// How far they agree: `day and month exchanged`.
        package var level: String
        /// What it adds (or takes away), in bits, ``rarityBits`` included.
        package var bits: Double
        /// The part of ``bits`` that comes from how common the value is.
        package var rarityBits: Double = 0
        /// What the rarity of the value has to do with it, or another remark.
        package var note: String?
    }
}

extension Linker {
    /// Explains one pair by the computation that joining uses.
    ///
    /// Give the linker the model of the ``Joining`` for the numbers of that joining.
    package func explain(_ a: PersonSketch, _ b: PersonSketch) -> PairExplanation {
        var second = b
        // The columns take two sketches of one handle for one nominal.
        if a.handle == b.handle { second.handle = a.handle == .max ? .min : a.handle + 1 }
        let columns = PersonColumns([a, second])
        let turned = columns.handles[0] != a.handle
        var explanation = PairExplainer(model: model, columns: columns).explain(turned ? 1 : 0, turned ? 0 : 1)
        explanation.b = b.handle
        return explanation
    }
}

/// Explains pairs of the same people, one after the other.
package struct PairExplainer: Sendable {
    package let model: LinkageModel
    let comparer: PairComparer
    let table: WeightTable

    /// Who is explained.
    package var people: PersonColumns { comparer.columns }

    /// An explainer over people, by the model of their joining.
    package init(model: LinkageModel, columns: PersonColumns) {
        self.model = model
        comparer = PairComparer(columns: columns, model: model)
        table = WeightTable(model)
    }

    /// Explains one pair by its places in the columns; the first is shown on the left.
    package func explain(_ a: Int, _ b: Int) -> PairExplanation {
        let outcome = comparer.compare(min(a, b), max(a, b))
        var steps = ComparisonField.allCases.map { step($0, a, b, outcome) }
        let household = table.householdBits(outcome)
        if household < -0.005 {
            steps.append(
                PairExplanation.Step(
                    field: "Household",
                    a: "",
                    b: "",
                    level: "may be two people under one roof",
                    bits: household,
                    note: "relatives share surname, address and phone"
                )
            )
        }
        let total = table.totalBits(outcome)
        let probability = Binary.probability(total)
        return PairExplanation(
            a: comparer.columns.handles[a],
            b: comparer.columns.handles[b],
            // What is too little for a step of its own is counted with the prior, so that the sum is exact.
            priorBits: table.priorBits + (household < -0.005 ? 0 : household),
            steps: steps,
            totalBits: total,
            probability: probability,
            sentence: sentence(probability, steps, outcome)
        )
    }

    private func step(
        _ field: ComparisonField,
        _ a: Int,
        _ b: Int,
        _ outcome: PairComparer.Outcome
    ) -> PairExplanation.Step {
        let level = Int(outcome.pattern[field])
        let values = comparer.values(field, a, b)
        let rarity = table.rarity(field, outcome)
        var note: String?
        let what = ComparisonField.others.contains(field) ? "value" : "name"
        if rarity > 0.5 { note = "a rare \(what): it counts more" }
        if rarity < -0.5 { note = "a common \(what): it counts less" }
        if field == .surname, outcome.pattern[.surname] == Level.Surname.exchanged {
            note = "counted under the first name"
        }
        return PairExplanation.Step(
            field: model.title(field),
            a: values.a,
            b: values.b,
            level: level > 0
                ? field.levels[level - 1] : values.a.isEmpty || values.b.isEmpty ? "not known" : "not counted",
            bits: table.fieldBits(field, outcome),
            rarityBits: rarity,
            note: note
        )
    }

    private func sentence(
        _ probability: Double,
        _ steps: [PairExplanation.Step],
        _ outcome: PairComparer.Outcome
    ) -> String {
        let verdict =
            switch probability {
            case 0.99...: "Almost certainly the same person"
            case model.joinProbability...: "Very probably the same person"
            case 0.5...: "Probably the same person"
            case model.reviewProbability...: "Possibly the same person"
            default: "Probably two different people"
            }
        let text = PairExplanation.sentence(verdict, steps)
        guard Contradiction(outcome.pattern) != .none else { return text }
        return text.dropLast() + "; first names this different need a person's judgement."
    }
}

extension PairExplanation {
    /// One sentence: the verdict, and what weighs most for it and against it.
    static func sentence(_ verdict: String, _ steps: [Step]) -> String {
        func names(_ chosen: [Step]) -> String {
            let words = chosen.map { "\($0.field.lowercased()) (\($0.level))" }
            guard words.count > 1, let last = words.last else { return words.first ?? "" }
            return words.dropLast().joined(separator: ", ") + " and " + last
        }
        let evidence = steps.filter { abs($0.bits) >= 1 }
        let strongest = evidence.filter { $0.bits > 0 }.sorted { $0.bits > $1.bits }.prefix(3)
        let against = evidence.filter { $0.bits < 0 }.sorted { $0.bits < $1.bits }.prefix(2)
        var text = verdict
        if !strongest.isEmpty { text += ": for it speak " + names(Array(strongest)) }
        if !against.isEmpty { text += (strongest.isEmpty ? ": " : "; ") + "against it " + names(Array(against)) }
        return text + "."
    }
}

extension ComparisonField {
    /// The place among the other facts; 0 for a field that is none of them.
    fileprivate var place: Int { max(rawValue - Self.other1.rawValue, 0) }
}

extension PairComparer {
    /// The values of a field that two records set against each other, in standard form.
    func values(_ field: ComparisonField, _ x: Int, _ y: Int) -> (a: String, b: String) {
        func pair(
            _ runs: Runs,
            _ best: (level: UInt8, choice: Choice),
            _ text: (UInt32) -> String
        ) -> (a: String, b: String) {
            if best.level != Level.unknown { return (text(best.choice.a), text(best.choice.b)) }
            let a = runs.range(x).first.map { text(runs.values[$0]) }
            let b = runs.range(y).first.map { text(runs.values[$0]) }
            return (a ?? "", b ?? "")
        }
        func best(_ runs: Runs, of level: (UInt32, UInt32) -> UInt8) -> (level: UInt8, choice: Choice) {
            self.best(runs, x, y, of: level)
        }
        return switch field {
        case .given: pair(columns.firsts, bestGiven(x, y), Self.capitalised(columns.names.text))
        case .surname: pair(columns.surnames, bestSurname(x, y), Self.capitalised(columns.names.text))
        case .birthDate:
            pair(columns.births, best(columns.births, of: birthLevel)) { PackedDate(value: $0).text }
        case .sex: (Self.sexText(columns.sexes[x]), Self.sexText(columns.sexes[y]))
        case .postcode:
            pair(columns.postcodes, best(columns.postcodes, of: postcodeLevel)) { id in
                let key = columns.postcodeTexts.text(id)
                let outward = PostcodeShape.outwardCount(key.utf8Span.span)
                let text = key.uppercased().filter { $0 != "~" }
                guard outward > 0, text.utf8.count > outward else { return text }
                return text.prefix(outward) + " " + text.dropFirst(outward)
            }
        case .address:
            pair(
                columns.addresses,
                best(columns.addresses, of: addressLevel),
                Self.capitalised(columns.addressTexts.text)
            )
        case .phone: pair(columns.phones, best(columns.phones, of: phoneLevel), columns.phoneTexts.text)
        case .email: pair(columns.emails, best(columns.emails, of: emailLevel), columns.emailTexts.text)
        case .identifier:
            pair(
                columns.identifiers,
                best(columns.identifiers, of: identifierLevel),
                columns.identifierTexts.text
            )
        case .middle:
            pair(columns.middles, best(columns.middles, of: middleLevel), Self.capitalised(columns.names.text))
        case .other1, .other2, .other3, .other4:
            pair(
                columns.others[field.place],
                bestOther(field.place, x, y),
                columns.otherTexts[field.place].text
            )
        }
    }

    private static func capitalised(_ text: @escaping (UInt32) -> String) -> (UInt32) -> String {
        { id in
            text(id).split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
        }
    }

    private static func sexText(_ code: UInt8) -> String {
        switch code {
        case 0x6D: "male"
        case 0x66: "female"
        default: ""
        }
    }
}
