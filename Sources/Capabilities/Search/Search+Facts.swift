import CapabilityKit

extension Search {
    /// What is known of a person, as lines that each show who says so and who says otherwise.
    struct Facts {
        var picture: PersonPicture
        var chips: Chips
        var today: CalendarDate

        private var nominals: [StoredRecord] { picture.members.map(\.nominal) }
        private var statements: [StoredRecord] { picture.members.flatMap(\.statements) }

        /// The name that several systems give alike, or else the one of the record with most to say.
        var name: String {
            let best = Search.sayings(nominals) { record in record.personName.map { ($0, .fact) } }.first
            if let best, best.sources.count > 1 { return best.value }
            return nominals.lazy.compactMap(\.record.personName).first ?? "Name not held"
        }

        /// The short names and nicknames people use.
        var knownAs: String? {
            statements.lazy.compactMap { $0.record[.nickname] }.first
        }

        /// Dates of birth, the best supported first.
        var birthDates: [Saying] {
            Search.sayings(nominals) { record in
                record.facts.first { $0.attribute == .birthDate }.map { ($0.standard ?? $0.raw, $0.basis) }
            }
        }

        /// Addresses, the newest first.
        var homes: [Saying] {
            let rows = statements.filter { $0.record.id.kind == .residence }
            return Search.sayings(rows) { record in Search.place(in: record).map { ($0, .fact) } }
                .sorted { a, b in
                    let first = a.records.map(\.record).contains(where: Search.isOver) ? 1 : 0
                    let second = b.records.map(\.record).contains(where: Search.isOver) ? 1 : 0
                    return (first, b.newest, a.value) < (second, a.newest, b.value)
                }
        }

        /// Every line of "What is known".
        var lines: [FactLine] {
            var lines = [names()]
            lines += births().map { [$0] } ?? []
            lines += sexes().map { [$0] } ?? []
            lines += home().map { [$0] } ?? []
            lines += contacts(.phoneNumber, "Phone")
            lines += contacts(.emailAddress, "E-mail")
            lines += vehicles()
            lines += identifiers()
            lines += said()
            lines += likely().map { [$0] } ?? []
            return lines
        }

        private func names() -> FactLine {
            let all = Search.sayings(nominals + statements.filter { $0.record.id.kind == .alias }) { record in
                record.personName.map { ($0, .fact) }
            }
            let main = all.first { $0.value == name } ?? Saying(value: name, records: nominals, basis: .fact)
            let others = all.filter { $0.value != name }.map(\.value)
            return FactLine(
                "Names",
                name,
                more: others.isEmpty ? nil : "also \(Phrase.list(others))",
                sources: chips.chips(main),
                confidence: Search.confidence(main, conflicts: 0)
            )
        }

        private func births() -> FactLine? {
            guard let best = birthDates.first else { return nil }
            let rest = birthDates.dropFirst()
            let date = CalendarDate(parsing: best.value)
            return FactLine(
                "Born",
                date.map(Phrase.day) ?? best.value,
                beside: date?.age(on: today).map { "age \($0)" },
                sources: chips.chips(best),
                confidence: Search.confidence(best, conflicts: rest.count),
                conflicts: rest.map { other in
                    FactLine.Conflict(
                        words: "\(other.records.count) of \(Phrase.count(nominals.count, "record")) says",
                        value: CalendarDate(parsing: other.value).map(Phrase.day) ?? other.value,
                        sources: chips.chips(other)
                    )
                }
            )
        }

        private func sexes() -> FactLine? {
            let all = Search.sayings(nominals) { record in record[.sex].map { ($0, .fact) } }
            guard let best = all.first else { return nil }
            return FactLine(
                "Sex",
                best.value,
                sources: chips.chips(best),
                confidence: Search.confidence(best, conflicts: all.count - 1),
                conflicts: all.dropFirst().map {
                    FactLine.Conflict(words: "also recorded as", value: $0.value, sources: chips.chips($0))
                }
            )
        }

        private func home() -> FactLine? {
            guard let newest = homes.first else { return nil }
            let earlier = homes.count - 1
            return FactLine(
                "Lives at",
                newest.value,
                more: earlier > 0 ? "\(Phrase.count(earlier, "other address", "other addresses")) held" : nil,
                sources: chips.chips(newest),
                confidence: Search.confidence(newest, conflicts: 0)
            )
        }

        private func contacts(_ attribute: Attribute, _ label: String) -> [FactLine] {
            let rows = statements.filter { $0.record.id.kind == .contact } + nominals
            return Search.sayings(rows) { record in record[attribute].map { ($0, .fact) } }.prefix(4).map { saying in
                FactLine(
                    label,
                    PhoneNumber(saying.value)?.display ?? saying.value,
                    isIdentifier: true,
                    sources: chips.chips(saying),
                    confidence: Search.confidence(saying, conflicts: 0)
                )
            }
        }

        private func vehicles() -> [FactLine] {
            picture.vehicles.prefix(4).compactMap { tie in
                guard let mark = tie.thing.record[.registrationMark] else { return nil }
                let look = [
                    tie.thing.record[.vehicleColour]?.lowercased(), tie.thing.record[.vehicleMake],
                    tie.thing.record[.vehicleModel],
                ]
                return FactLine(
                    "Vehicle",
                    RegistrationMark(mark)?.display ?? mark,
                    isIdentifier: true,
                    beside: look.compactMap { $0?.headCapitals }.joined(separator: " "),
                    more: tie.tie.record[.relation]?.lowercased(),
                    sources: [chips.chip(tie.tie)],
                    confidence: .fair
                )
            }
        }

        private func identifiers() -> [FactLine] {
            let kinds: [(Attribute, String)] = [
                (.pncID, "PNC id"), (.croNumber, "CRO"), (.driverNumber, "Driver number"),
            ]
            return kinds.flatMap { attribute, label in
                Search.sayings(nominals + statements) { record in record[attribute].map { ($0, .fact) } }.map {
                    saying in
                    let wrong = attribute == .pncID && PNCID(saying.value)?.checkLetterIsRight == false
                    return FactLine(
                        label,
                        saying.value,
                        isIdentifier: true,
                        more: wrong ? "its check letter is wrong: use with care" : nil,
                        sources: chips.chips(saying),
                        confidence: wrong ? .weak : Search.confidence(saying, conflicts: 0)
                    )
                }
            }
        }

        /// Graded intelligence: what somebody said, never stated as a fact.
        private func said() -> [FactLine] {
            picture.involvements.filter { $0.event.record.grading != nil }.prefix(4).compactMap { involvement in
                guard let words = involvement.event.record[.summary], let grading = involvement.event.record.grading
                else {
                    return nil
                }
                return FactLine(
                    "Said of them",
                    "“\(words)”",
                    more: Search.caution(grading),
                    sources: [chips.chip(involvement.event)],
                    confidence: grading.source == .reliable ? .fair : .weak
                )
            }
        }

        private func likely() -> FactLine? {
            guard let other = picture.others.first(where: { $0.events > 1 }) else { return nil }
            return FactLine(
                "Seen with",
                other.nominal.record.personName ?? "name not held",
                more: "in \(Phrase.count(other.events, "of the same events", "of the same events"))",
                sources: [
                    SourceLine(
                        force: "Reeve",
                        system: "shared events",
                        address: Search.address(of: other.person),
                        isInferred: true
                    )
                ],
                confidence: Confidence(bars: 3, word: "Inferred", isInferred: true)
            )
        }
    }

    /// Whether the source itself says that a statement has ended.
    static func isOver(_ record: Record) -> Bool { record[.validTo]?.isEmpty == false }

    /// What a grading means for whoever reads the words it grades.
    static func caution(_ grading: Grading) -> String {
        switch (grading.source, grading.intelligence) {
        case (_, .suspectedFalse): "suspected to be false"
        case (.reliable, .knownDirectly), (.reliable, .corroborated): "from a reliable source"
        case (.untested, _): "one untested source, not corroborated: do not act on this alone"
        case (.notReliable, _): "from a source that is not reliable: do not act on this alone"
        default: "not corroborated: do not act on this alone"
        }
    }
}
