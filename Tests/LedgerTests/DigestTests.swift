import Ledger
import Testing

@Suite("Digests and seals") struct DigestTests {
    @Test("SHA-256 gives the published values (FIPS 180-4)")
    func sha256() {
        #expect(Digest.sha256("abc").description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Digest.sha256([UInt8](repeating: 97, count: 1_000_000)).description
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        )
        #expect(Digest.sha256Prefix128(Array("abc".utf8)) == 0xba78_16bf_8f01_cfea_4141_40de_5dae_2223)
    }

    @Test("hashing in pieces gives the hash of the whole")
    func pieces() {
        var stream = Digest.Stream()
        stream.update(Array("a".utf8))
        stream.update(Array("bc".utf8))
        #expect(stream.finish() == Digest.sha256("abc"))
    }

    @Test("a digest has 32 bytes and keeps them")
    func bytes() {
        let bytes = (0..<32).map { UInt8($0) }
        #expect(Digest(bytes)?.bytes == bytes)
        #expect(Digest(bytes.dropLast()) == nil)
        #expect(Digest(bytes + [0]) == nil)
    }

    @Test("HMAC gives the published values (RFC 4231)")
    func hmac() {
        let seal = MessageSeal.hmac(key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8))
        #expect(seal.description == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            MessageSeal.isValid(
                seal.bytes,
                key: Array("Jefe".utf8),
                message: Array("what do ya want for nothing?".utf8)
            )
        )
        #expect(!MessageSeal.isValid(seal.bytes, key: Array("Jefe".utf8), message: Array("nothing".utf8)))
        #expect(!MessageSeal.equal([1, 2], [1, 2, 3]))
    }

    @Test("base 64 and hexadecimal have one text for one value")
    func coding() {
        #expect(Base64.decode("Zm8=") == Array("fo".utf8))
        #expect(Base64.decode("Zm9=") == nil)
        #expect(Base64.decode("Zm8") == nil)
        #expect(Base64.decode("Zm8=\n") == nil)
        for text in ["=", "====", "Zg=", "Z===", "Zg==Zg==", "Zh==", "Z g=", "Zg=a", "Zgé="] {
            #expect(Base64.decode(text) == nil, "`\(text)`")
        }
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.encode(Array("foob".utf8)) == "Zm9vYg==")
        #expect(Hex.decode("00ff") == [0, 255])
        #expect(Hex.decode("00F") == nil)
        #expect(Hex.decode("FF") == nil)
    }
}
