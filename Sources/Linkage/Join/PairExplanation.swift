/// Why two nominals are, or are not, taken for one person: the waterfall behind one number.
///
/// ``priorBits`` and the bits of the steps add up to ``totalBits``, which is the weight the pair has when it is joined.
package struct PairExplanation: Sendable, Hashable {
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
    package struct Step: Sendable, Hashable {
        /// The field as a reader knows it: `Date of birth`.
        package var field: String
        /// The value of each side in standard form; empty where a side has none.
        package var a: String
        package var b: String
        /// How far they agree: `day and month exchanged`.
        package var level: String
        /// What it adds (or takes away), in bits.
        package var bits: Double
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
        let shares = NameShares.logarithms(columns, model)
        let comparer = PairComparer(columns: columns, shares: shares)
        let table = WeightTable(model)
        let outcome = comparer.compare(0, 1)
        let turned = columns.handles[0] != a.handle
        var steps = ComparisonField.allCases.map { step($0, comparer, outcome, table, turned: turned) }
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
            a: a.handle,
            b: b.handle,
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
        _ comparer: PairComparer,
        _ outcome: PairComparer.Outcome,
        _ table: WeightTable,
        turned: Bool
    ) -> PairExplanation.Step {
        let level = Int(outcome.pattern[field])
        let values = comparer.values(field)
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
            a: turned ? values.b : values.a,
            b: turned ? values.a : values.b,
            level: level == 0 ? "not known" : field.levels[level - 1],
            bits: table.fieldBits(field, outcome),
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
        func names(_ chosen: [PairExplanation.Step]) -> String {
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
        if Contradiction(outcome.pattern) != .none { text += "; first names this different need a person's judgement" }
        return text + "."
    }
}

extension PairComparer {
    /// The values of a field that were set against each other by the first two records, in standard form.
    func values(_ field: ComparisonField) -> (a: String, b: String) {
        switch field {
        case .given: pair(columns.firsts, bestGiven(0, 1), Self.capitalised(columns.names.text))
        case .surname: pair(columns.surnames, bestSurname(0, 1), Self.capitalised(columns.names.text))
        case .birthDate:
            pair(columns.births, best(columns.births, 0, 1, of: { Self.birthLevel($0, $1) })) {
                PackedDate(value: $0).text
            }
        case .sex: (Self.sexText(columns.sexes[0]), Self.sexText(columns.sexes[1]))
        case .postcode:
            pair(columns.postcodes, best(columns.postcodes, 0, 1, of: postcodeLevel)) { id in
                let text = columns.postcodeTexts.text(id).uppercased()
                let outward = PostcodeShape.outwardCount(text.lowercased().utf8Span.span)
                guard outward > 0, text.utf8.count > outward else { return text }
                return text.prefix(outward) + " " + text.dropFirst(outward)
            }
        case .address:
            pair(
                columns.addresses,
                best(columns.addresses, 0, 1, of: columns.addressTexts.level),
                Self.capitalised(columns.addressTexts.text)
            )
        case .phone: pair(columns.phones, best(columns.phones, 0, 1, of: phoneLevel), columns.phoneTexts.text)
        case .email: pair(columns.emails, best(columns.emails, 0, 1, of: emailLevel), columns.emailTexts.text)
        case .identifier:
            pair(
                columns.identifiers,
                best(columns.identifiers, 0, 1, of: identifierLevel),
                columns.identifierTexts.text
            )
        case .middle: middlePair()
        case .other1, .other2, .other3, .other4:
            otherPair(field.rawValue - ComparisonField.other1.rawValue)
        }
    }

    private func pair(
        _ runs: Runs,
        _ best: (level: UInt8, choice: Choice),
        _ text: (UInt32) -> String
    ) -> (a: String, b: String) {
        if best.level != Level.unknown { return (text(best.choice.a), text(best.choice.b)) }
        let a = runs.range(0).first.map { text(runs.values[$0]) }
        let b = runs.range(1).first.map { text(runs.values[$0]) }
        return (a ?? "", b ?? "")
    }

    private func middlePair() -> (a: String, b: String) {
        let best = best(columns.middles, 0, 1, of: { middleLevel($0, $1) })
        return pair(columns.middles, best, Self.capitalised(columns.names.text))
    }

    private func otherPair(_ kind: Int) -> (a: String, b: String) {
        let best = best(columns.others[kind], 0, 1, of: { otherLevel(kind, $0, $1) })
        return pair(columns.others[kind], best, columns.otherTexts[kind].text)
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
