import Ledger
import Testing
import Vocabulary

@Suite("Signed notes") struct SignedNoteTests {
    static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    static let text =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    static let line =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

    @Test("the note of Go's sumdb is signed and checked as Go does it")
    func goVector() throws {
        let key = try SigningKey(secretText: Self.secret)
        let verifier = try #require(VerifierKey(Self.peter))
        #expect(key.verifierKey == verifier)
        #expect(key.secretText == Self.secret)
        #expect(verifier.description == Self.peter)
        let note = try SignedNote(parsing: Self.text + "\n" + Self.line)
        #expect(try note.verified(by: [verifier]) == [verifier])
        #expect(note.text == Self.text)
        #expect(note.encoded == Self.text + "\n" + Self.line)
        // Ed25519 signing need not be deterministic, but what we sign must verify.
        #expect(try key.note(Self.text).verified(by: [verifier]) == [verifier])
    }

    @Test("the example of the specification verifies")
    func specification() throws {
        let key = try #require(VerifierKey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"))
        let note = try SignedNote(
            parsing: """
                This is an example message.

                — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

                """
        )
        #expect(try note.verified(by: [key]).count == 1)
    }

    @Test(
        "a verifier key that is not one is refused",
        arguments: [
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann", "", "++",
        ]
    )
    func badKeys(text: String) {
        #expect(VerifierKey(text) == nil)
    }

    @Test("signatures of unknown keys are ignored, a wrong one of a known key is not")
    func verifying() throws {
        let key = try #require(VerifierKey(Self.peter))
        let stranger = try SigningKey(name: "stranger.example", seed: [UInt8](repeating: 1, count: 32))
        var note = try stranger.note(Self.text)
        #expect(throws: Fault.self) { try note.verified(by: [key]) }
        note.add(try #require(try SignedNote(parsing: Self.text + "\n" + Self.line).signatures.first))
        #expect(try note.verified(by: [key]) == [key])
        let other = try SignedNote(parsing: "Another text.\n\n" + Self.line)
        #expect(throws: Fault.self) { try other.verified(by: [key]) }
    }

    @Test(
        "a malformed note is refused",
        arguments: [
            "", "text\n", "text\n\n", "text\n\n\n", "text\n\n— name\n", "text\n\n- name AAAAAAA=\n",
            "text\n\n— name AAAA\n",
            "text\n\n— bad+name x08go/ZJ\n", "te\u{1}xt\n\n— name x08go/ZJkuA=\n", "text\n\n— name x08go/ZJkuA=",
            "text\n\n— name x08go/ZJkuA=\nmore\n", "text\n\n—  name x08go/ZJkuA=\n",
        ]
    )
    func malformed(text: String) {
        #expect(throws: Fault.self) { try SignedNote(parsing: text) }
    }

    @Test("a note that is not UTF-8, or has too many signatures, is refused")
    func limits() throws {
        #expect(throws: Fault.self) {
            try SignedNote(parsing: Array("text".utf8) + [0xFF] + Array("\n\n— a AAAAAAA=\n".utf8))
        }
        let line = "— a AAAAAAE=\n"
        #expect(try SignedNote(parsing: "t\n\n" + String(repeating: line, count: 100)).signatures.count == 100)
        #expect(throws: Fault.self) { try SignedNote(parsing: "t\n\n" + String(repeating: line, count: 101)) }
    }

    @Test("a witness's cosignature verifies with its key and not over another time")
    func cosignature() throws {
        let log = try SigningKey(name: "log.example", seed: [UInt8](repeating: 2, count: 32))
        let witness = try SigningKey(name: "witness.example", seed: [UInt8](repeating: 3, count: 32))
        var note = try Checkpoint(origin: "log.example", size: 3, root: Merkle.emptyRoot).signed(by: log)
        let cosignature = try witness.cosignature(over: note.text, at: 1_795_000_000)
        let key = try #require(
            VerifierKey(name: "witness.example", algorithm: .cosignature, publicKey: witness.verifierKey.publicKey)
        )
        #expect(VerifierKey(key.description) == key)
        note.add(cosignature)
        #expect(try note.verified(by: [log.verifierKey, key]) == [log.verifierKey, key])
        var later = cosignature
        later.bytes[7] ^= 1
        #expect(!key.isValid(signature: later.bytes, over: note.text))
    }

    @Test(
        "a checkpoint that is not one is refused",
        arguments: [
            "log\n1\n", "log\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "log\n-1\n47DE\n",
            "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n",
            "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
        ]
    )
    func badCheckpoints(text: String) {
        #expect(throws: Fault.self) { try Checkpoint(parsing: text) }
    }

    @Test("a checkpoint reads back as it was written")
    func checkpoint() throws {
        let text = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\nmore\n"
        #expect(try Checkpoint(parsing: text).text == text)
        #expect(try Checkpoint(parsing: text).extensions == ["more"])
    }
}
