import CapabilityKit

extension Review {
    /// One kind of fact on both sides, set against each other.
    struct ComparedField: Sendable, Hashable {
        var label: String
        var left: [Value]
        var right: [Value]
        var agreement: Agreement

        /// One value with who says so.
        struct Value: Sendable, Hashable {
            var text: String
            /// The part of the text in which the only value of the other side differs.
            var odd: Range<Int>?
            var isIdentifier = false
            /// Whether the other side has it too.
            var isShared = false
            var more: String?
            var sources: [SourceLine]
        }
    }

    /// How two sides stand to each other in one field: what anybody sees, without any weighing.
    enum Agreement: String, Sendable, Hashable {
        /// All that one side says, the other says.
        case agree = "same"
        /// They share a value, and one says more.
        case partly = "in part"
        case differ = "differs"
        /// One side says nothing.
        case oneSided = "one side"
    }

    /// Sets the two sides of a question against each other, field by field.
    ///
    /// Only what stands in the records is used: nothing here knows how software weighs it.
    struct Comparison {
        let roster: Roster

        func fields(_ left: PairForReview.Side, _ right: PairForReview.Side) -> [ComparedField] {
            Self.kinds.compactMap { kind in
                let a = values(kind, left), b = values(kind, right)
                guard !(a.isEmpty && b.isEmpty) else { return nil }
                return compared(kind, a, b)
            }
        }

        private struct Kind: Sendable {
            var label: String
            var isIdentifier = false
            /// Whether a value can be part of another, as `Ann Hall` is of `Ann Mary Hall`.
            var isWords = false
            /// The text for people, and the form in which two are alike.
            var read: @Sendable (Record) -> [(text: String, form: String)]
        }

        private struct Said {
            var text: String
            var form: String
            var records: [StoredRecord]
        }

        private func values(_ kind: Kind, _ side: PairForReview.Side) -> [Said] {
            var said: [Said] = []
            for record in side.all.flatMap({ [$0.nominal] + $0.statements }) {
                for (text, form) in kind.read(record.record) where !form.isEmpty {
                    if let place = said.firstIndex(where: { $0.form == form }) {
                        said[place].records.append(record)
                    } else {
                        said.append(Said(text: text, form: form, records: [record]))
                    }
                }
            }
            return said
        }

        private func compared(_ kind: Kind, _ a: [Said], _ b: [Said]) -> ComparedField {
            let left = Set(a.map(\.form)), right = Set(b.map(\.form))
            let agreement: Agreement =
                if left.isEmpty || right.isEmpty {
                    .oneSided
                } else if left == right {
                    .agree
                } else if left.isDisjoint(with: right), !kind.isWords || !Self.isWithin(a, b) {
                    .differ
                } else { .partly }
            let alone = agreement == .differ && a.count == 1 && b.count == 1
            let odd = alone ? Self.odd(a[0].text, b[0].text) : (nil, nil)
            return ComparedField(
                label: kind.label,
                left: a.map { value($0, kind, shared: right, odd: odd.0) },
                right: b.map { value($0, kind, shared: left, odd: odd.1) },
                agreement: agreement
            )
        }

        private func value(_ said: Said, _ kind: Kind, shared: Set<String>, odd: Range<Int>?) -> ComparedField.Value {
            let over = said.records.compactMap { $0.record[.validTo].flatMap { CalendarDate(parsing: $0) } }.max()
            let isOver = said.records.allSatisfy { $0.record[.validTo]?.isEmpty == false }
            return ComparedField.Value(
                text: said.text,
                odd: odd,
                isIdentifier: kind.isIdentifier,
                isShared: shared.contains(said.form),
                more: isOver ? over.map { "until \(Phrase.shortDay($0))" } ?? "no longer" : nil,
                sources: said.records.prefix(4).map { SourceLine(of: $0, roster: roster) }
            )
        }

        /// Whether all the words of a value of one side stand in a value of the other.
        private static func isWithin(_ a: [Said], _ b: [Said]) -> Bool {
            func words(_ said: [Said]) -> [Set<String>] {
                said.map { Set($0.form.split(separator: " ").map(String.init)) }
            }
            let left = words(a), right = words(b)
            return left.contains { one in right.contains { one.isSubset(of: $0) || $0.isSubset(of: one) } }
        }

        /// The middles in which two texts differ, when they begin or end alike for at least half of the shorter.
        static func odd(_ a: String, _ b: String) -> (Range<Int>?, Range<Int>?) {
            let one = Array(a), other = Array(b)
            let shorter = min(one.count, other.count)
            let head = zip(one, other).prefix { $0 == $1 }.count
            let tail = min(zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count, shorter - head)
            guard head + tail > 0, (head + tail) * 2 >= shorter else { return (nil, nil) }
            func middle(_ text: [Character]) -> Range<Int>? {
                head < text.count - tail ? head..<(text.count - tail) : nil
            }
            return (middle(one), middle(other))
        }

        private static let kinds: [Kind] = [
            Kind(label: "Name", isWords: true) { record in
                record.id.kind == .person ? record.personName.map { [($0, inWords($0))] } ?? [] : []
            },
            Kind(label: "Also known as", isWords: true) { record in
                let alias = record.id.kind == .alias ? record.personName : nil
                return [alias, record[.nickname]].compactMap(\.self).map { ($0, inWords($0)) }
            },
            Kind(label: "Born") { record in
                record.facts.filter { $0.attribute == .birthDate }.map { fact in
                    let form = fact.standard ?? fact.raw
                    return (CalendarDate(parsing: form).map(Phrase.day) ?? fact.raw, form)
                }
            },
            Kind(label: "Sex") { record in
                record[.sex].map { [($0.headCapitals, plain(String($0.prefix(1))))] } ?? []
            },
            Kind(label: "Address") { record in
                let lines = [.addressLine, .address, .street, .town].map { record[$0]?.headCapitals }
                let parts = (lines + [record[.postcode]?.uppercased()]).compactMap(\.self)
                let text = parts.filter { !$0.isEmpty }.joined(separator: ", ")
                return text.isEmpty ? [] : [(text, plain(text))]
            },
            all(.phoneNumber, "Phone") { PhoneNumber($0)?.display ?? $0 },
            all(.emailAddress, "E-mail"),
            all(.pncID, "PNC id"),
            all(.croNumber, "CRO number"),
            all(.driverNumber, "Driver number"),
            all(.customRef, "Other number"),
        ]

        private static func all(
            _ attribute: Attribute,
            _ label: String,
            shown: @escaping @Sendable (String) -> String = { $0 }
        ) -> Kind {
            Kind(label: label, isIdentifier: true) { record in
                record.facts.filter { $0.attribute == attribute }.map {
                    let form = $0.standard ?? $0.raw
                    return (shown(form), plain(form))
                }
            }
        }

        /// A name's words in the order of the alphabet: `ALLEN, Kirsty` and `Kirsty Allen` are alike.
        private static func inWords(_ name: String) -> String {
            name.split { !$0.isLetter && $0 != "'" && $0 != "’" }.map { plain(String($0)) }.sorted()
                .joined(separator: " ")
        }

        /// Letters and digits alone, in small letters: `O'Kafor` and `OKAFOR` are written alike.
        private static func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
    }
}
