/// Columns filled from an index: the texts there are standardised already.
extension PersonColumns {
    /// Adds what a record of an index says to the person that was begun.
    mutating func add(_ record: IndexRecord, at start: Int, _ lexicon: IndexLexicon) {
        var text: [UInt8] = []
        record.eachValue(at: start) { field, number, range in
            switch field {
            case IndexRecord.Field.first: if let name = name(number, lexicon) { firsts.append(name) }
            case IndexRecord.Field.middle: if let name = name(number, lexicon) { middles.append(name) }
            case IndexRecord.Field.surname: if let name = name(number, lexicon) { surnames.append(name) }
            case IndexRecord.Field.birth: births.append(number)
            case IndexRecord.Field.postcode: postcodes.append(lexicon.lend(number) { postcodeTexts.intern($0) })
            case IndexRecord.Field.address:
                text.removeAll(keepingCapacity: true)
                for place in stride(from: range.lowerBound, to: range.upperBound, by: record.width) {
                    if !text.isEmpty { text.append(0x20) }
                    lexicon.lend(record.bytes.number(place, width: record.width)) { word in
                        word.withUnsafeBufferPointer { text.append(contentsOf: $0) }
                    }
                }
                if let id = addressTexts.intern(text.span) { addresses.append(id) }
            case IndexRecord.Field.phone:
                record.inlineText(range, into: &text)
                phones.append(phoneTexts.intern(text.span))
            case IndexRecord.Field.email:
                record.inlineText(range, into: &text)
                emails.append(emailTexts.intern(text.span))
            case IndexRecord.Field.identifier:
                record.inlineText(range, into: &text)
                identifiers.append(identifierTexts.intern(text.span))
            case IndexRecord.Field.sex: sexes[sexes.count - 1] = number == 1 ? 0x66 : 0x6D
            default:
                let kind = field - IndexRecord.Field.other
                others[kind].append(lexicon.lend(number) { otherTexts[kind].intern($0) })
            }
        }
    }

    /// The number of a name here; `nil` of an empty one, which no index that was written here has.
    private mutating func name(_ id: UInt32, _ lexicon: IndexLexicon) -> UInt32? {
        if let known = lexicon.lend(id, { names.texts.find($0) }) { return known }
        let words = lexicon.words(id)
        return words.isEmpty ? nil : names.intern(words)
    }
}
