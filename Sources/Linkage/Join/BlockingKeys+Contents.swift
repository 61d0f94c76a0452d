/// Whole records as numbers.
extension BlockingKeys {
    /// A number made of everything a record says, so that ties are settled by content and not by place.
    func contents() -> [UInt64] {
        rows.withRows { rows in
            rows.indices.map { record in
                let row = rows[record]
                var hash = UInt64(row.sex)
                if row.hasSeveralKeys {
                    // Values in any order are the same record.
                    for (place, runs) in fields.enumerated() {
                        for index in runs.runs.range(record) {
                            hash ^= ByteDictionary.stir(runs.hash(runs.runs.values[index]) &+ UInt64(place + 1) << 56)
                        }
                    }
                    return ByteDictionary.stir(hash)
                }
                hash = ByteDictionary.stir(row.postcode ^ UInt64(row.birth) << 32 ^ hash)
                hash = ByteDictionary.stir(hash ^ row.phone)
                if row.given != 0 { hash ^= names[Int(row.given - 1)].own &* 3 }
                if row.surname != 0 { hash ^= names[Int(row.surname - 1)].own &* 5 }
                if row.middle != 0 { hash ^= names[Int(row.middle - 1)].own &* 7 }
                if row.address != 0 { hash ^= address(row.address - 1) &* 9 }
                if row.email != 0 { hash ^= emails[Int(row.email - 1)] &* 11 }
                if row.identifier != 0 { hash ^= identifiers[Int(row.identifier - 1)] &* 13 }
                for kind in 0..<4 { hash ^= other(kind, row.others[kind]) &* UInt64(15 + 2 * kind) }
                return ByteDictionary.stir(hash)
            }
        }
    }

    /// An address by its house and street, or by all its words where it has neither.
    private func address(_ id: UInt32) -> UInt64 {
        let key = columns.addressTexts.blockKeys[Int(id)]
        return key != 0 ? key : columns.addressTexts.hash(id)
    }

    /// Every list of values with what tells its values apart.
    private var fields: [(runs: Runs, hash: (UInt32) -> UInt64)] {
        let name: (UInt32) -> UInt64 = { names[Int($0)].own }
        var fields: [(runs: Runs, hash: (UInt32) -> UInt64)] = [
            (columns.firsts, name), (columns.middles, name), (columns.surnames, name), (columns.births, { UInt64($0) }),
            (columns.postcodes, { packed(columns.postcodeTexts, $0, PackedText.bytes) }),
            (columns.addresses, address), (columns.phones, { packed(columns.phoneTexts, $0, PackedText.digits) }),
            (columns.emails, { emails[Int($0)] }), (columns.identifiers, { identifiers[Int($0)] }),
        ]
        for kind in 0..<4 { fields.append((columns.others[kind], { others[kind][Int($0)] })) }
        return fields
    }
}
