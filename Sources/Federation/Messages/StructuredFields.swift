import Ledger
import RawStructuredFieldValues
import Vocabulary

/// Reads and writes the dictionaries of HTTP (RFC 9651) that signatures are made of.
///
/// The only door to the library that does it. Reading is stricter than the standard: a value that is not written as we
/// would write it is refused, so that one meaning has one text, and a key that stands twice is found.
enum StructuredFields {
    /// The most bytes a value may have: ours have some 400, and the library's time grows with the square of the members.
    static let bytesMax = 2_048

    /// The members of a dictionary whose values are all bytes.
    static func byteSequences(_ value: String, of name: String) throws -> [(key: String, bytes: [UInt8])] {
        try dictionary(value, of: name).map { key, member in
            guard case .item(let item) = member, item.rfc9651Parameters.isEmpty,
                case .undecodedByteSequence(let text) = item.rfc9651BareItem, let bytes = Base64.decode(text)
            else { throw malformed(name, "`\(key)` is not a sequence of bytes") }
            return (key, bytes)
        }
    }

    /// The members of the field `signature-input`.
    static func signatureInputs(_ value: String) throws -> [(label: String, input: SignatureInput)] {
        let name = "signature-input"
        return try dictionary(value, of: name).map { label, member in
            guard case .innerList(let list) = member else {
                throw malformed(name, "`\(label)` does not list what is signed")
            }
            let components = try list.bareInnerList.map { item throws(Fault) -> SignatureComponent in
                guard case .string(let component) = item.rfc9651BareItem else {
                    throw malformed(name, "`\(label)` lists something that is not a text")
                }
                let flags = item.rfc9651Parameters
                guard flags.count == (flags["req"] == RFC9651BareItem.bool(true) ? 1 : 0) else {
                    throw malformed(name, "`\(component)` has parameters that this node does not know")
                }
                return SignatureComponent(component, ofRequest: !flags.isEmpty)
            }
            var input = SignatureInput(components: components)
            for (parameter, value) in list.rfc9651Parameters { try input.set(parameter, to: value) }
            input.text = try write(list, of: name)
            return (label, input)
        }
    }

    /// The text of what is signed and its parameters, in the order created, expires, nonce, alg, keyid, tag.
    static func text(of input: SignatureInput) throws -> String {
        var items = BareInnerList()
        for component in input.components {
            var flags = OrderedMap<String, RFC9651BareItem>()
            if component.isOfRequest { flags["req"] = .bool(true) }
            items.append(Item(bareItem: RFC9651BareItem.string(component.name), parameters: flags))
        }
        var parameters = OrderedMap<String, RFC9651BareItem>()
        if let created = input.created { parameters["created"] = .integer(created) }
        if let expires = input.expires { parameters["expires"] = .integer(expires) }
        if let nonce = input.nonce { parameters["nonce"] = .string(nonce) }
        if let algorithm = input.algorithm { parameters["alg"] = .string(algorithm) }
        if let keyID = input.keyID { parameters["keyid"] = .string(keyID) }
        if let tag = input.tag { parameters["tag"] = .string(tag) }
        return try write(InnerList(bareInnerList: items, parameters: parameters), of: "signature-input")
    }

    private static func dictionary(_ value: String, of name: String) throws -> OrderedMap<String, ItemOrInnerList> {
        guard value.utf8.count <= bytesMax else {
            throw Fault(.messageTooLarge, "the field `\(name)` has \(value.utf8.count) bytes, more than \(bytesMax)")
        }
        do {
            var parser = StructuredFieldValueParser(Array(value.utf8))
            let members = try parser.parseDictionaryFieldValue()
            var serializer = StructuredFieldValueSerializer()
            if try serializer.writeDictionaryFieldValue(members) == Array(value.utf8), !members.isEmpty {
                return members
            }
        } catch {
            throw Fault(.messageMalformed, "the field `\(name)` is not a dictionary of RFC 9651", cause: error)
        }
        throw malformed(name, "it is empty, says a thing twice, or is not in the one form of RFC 9651")
    }

    private static func write(_ list: InnerList, of name: String) throws -> String {
        do {
            var serializer = StructuredFieldValueSerializer()
            return String(decoding: try serializer.writeListFieldValue([.innerList(list)]), as: UTF8.self)
        } catch {
            throw Fault(.messageMalformed, "what is signed cannot be written as RFC 9651 says", cause: error)
        }
    }

    private static func malformed(_ name: String, _ why: String) -> Fault {
        Fault(.messageMalformed, "the field `\(name)` is malformed: \(why)")
    }
}

extension SignatureInput {
    fileprivate mutating func set(_ parameter: String, to value: RFC9651BareItem) throws {
        switch (parameter, value) {
        case ("created", .integer(let seconds)): created = seconds
        case ("expires", .integer(let seconds)): expires = seconds
        case ("nonce", .string(let text)): nonce = text
        case ("alg", .string(let text)): algorithm = text
        case ("keyid", .string(let text)): keyID = text
        case ("tag", .string(let text)): tag = text
        default:
            throw Fault(.messageMalformed, "the field `signature-input` has an unknown or wrong `\(parameter)`")
        }
    }
}
