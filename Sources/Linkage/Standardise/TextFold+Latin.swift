/// Which plain letter each accented Latin letter is written as.
///
/// One byte a code point, from Unicode's compatibility decompositions and, for letters that have none, English
/// usage (`ø` as `o`). Capitals stand for two letters: `A` ae, `O` oe, `S` ss, `T` th, `I` ij. A dot is no letter.
extension TextFold {
    /// U+00C0 to U+024F.
    static let latinOne: [UInt8] = Array(
        """
        aaaaaaAceeeeiiiidnooooo.ouuuuyTSaaaaaaAceeeeiiiidnooooo.ouuuuyTyaaaaaaccccccccddddeeeeeeeeeegggg\
        gggghhhhiiiiiiiiiiIIjjkkkllllllllllnnnnnnnnnooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs\
        bbbb..occdddd.eeeffg..iikkl..nnooo..pp.....ttttuu.vyyzz......................aaiioouuuuuuuuuu.aa\
        aaAA..ggkkoooo..j...gg..nnaaAAooaaaaeeeeiiiioooorrrruuuusstt..hh.d....aaeeooooooooyylntj..acclts\
        z..bu.eejj..rryy
        """.utf8
    )

    /// U+1E00 to U+1EFF.
    static let latinAdditional: [UInt8] = Array(
        """
        aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr\
        ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyas..S.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee\
        eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......
        """.utf8
    )
}
