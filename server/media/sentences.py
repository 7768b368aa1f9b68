"""What is said of files that cannot be taken, in English; values stand in the places of %(name)s.

It is all there is to say: what a child says besides, which a stranger's file may have taken over, is shown to nobody.
Loaded in the child as well, which has no languages: words.py translates.
"""


def mark(message: str) -> str:
    """Like i18n.mark(): for the catalogues."""
    return message


EMPTY = mark("This file is empty.")
TOO_MANY_BYTES = mark("This file has %(size)s MB; up to %(most)s are allowed.")
TOO_MANY_PIXELS = mark("This photo has %(size)s megapixels; up to %(most)s are allowed.")
TOO_MANY_UPLOADS = mark("Too many uploads are on their way. Finish or remove some of them first.")

AVATAR_MOVES = mark("This is a video or an animation. Choose a photo instead.")
AVATAR_IS_VIDEO = mark("This is a video; a picture of you is a photo. Choose a photo.")

PHOTO_CUT_OFF = mark("This file is cut off: part of the photo is missing. Try to save or send it again.")
PHOTO_DAMAGED = mark("This file is damaged: the photo in it cannot be read. Try to save it again.")
VIDEO_CUT_OFF = mark("This file is cut off: part of the video is missing. Try to save or send it again.")
VIDEO_DAMAGED = mark("This file is damaged: the video in it cannot be read. Try to save it again.")
VIDEO_TOO_LARGE = mark(
    "This video is %(width)s × %(height)s pixels large, which is too much. Save it smaller and try again."
)
VIDEO_TOO_LONG_MINUTES = mark("This video is %(length)s minutes long; up to %(most)s are allowed.")
VIDEO_TOO_LONG_SECONDS = mark("This video is %(length)s seconds long; up to %(most)s are allowed.")
PROTECTED = mark("This video is protected against copying, so it cannot be shown here.")
ONLY_SOUND = mark("There is only sound in this file. Choose a photo or a video.")
NO_VIDEO = mark("There is no video in this file. Choose a photo or a video.")
PICTURE_UNKNOWN = mark("This video uses a codec that we do not know. Save it as an MP4 and try again.")
PICTURE_UNREADABLE = mark("This video uses a codec we cannot read: %(codec)s.")
SOUND_UNKNOWN = mark("The sound of this video uses a codec that we do not know. Save it as an MP4 and try again.")
SOUND_UNREADABLE = mark("The sound of this video uses a codec we cannot read: %(codec)s.")

# On our side.
SORRY = mark("Something went wrong on our side while preparing this. Your original is safe; you can try again.")
GONE = mark("The file that you sent is no longer there as it was. Please send it again.")
# For words of a child that are none of these.
UNKNOWN = mark("This file cannot be shown here. Try to save it again.")

# By what a file is instead of a photo or video (see kinds.py).
WRONG_KINDS = {
    "empty": EMPTY,
    "svg": mark("This is an SVG drawing, not a photo or video. Save it as a JPEG and try again."),
    "tiff": mark("This is a TIFF or camera RAW file, which we cannot read. Save it as a JPEG and try again."),
    "raw": mark("This is a camera RAW file, which we cannot read. Save it as a JPEG and try again."),
    "jxl": mark("This is a JPEG XL photo, which we cannot read. Save it as a JPEG and try again."),
    "jp2": mark("This is a JPEG 2000 photo, which we cannot read. Save it as a JPEG and try again."),
    "photoshop": mark("This is a Photoshop file, which we cannot read. Save it as a JPEG and try again."),
    "bmp": mark("This is a BMP picture, which we cannot read. Save it as a JPEG and try again."),
    "icon": mark("This is an icon file, which we cannot read. Save it as a JPEG and try again."),
    "pdf": mark(
        "This is a PDF, not a photo or video. "
        "Use a JPEG, PNG, WebP, AVIF, GIF or HEIC photo, or an MP4, MOV or WebM video."
    ),
    "postscript": mark(
        "This is a PostScript file, not a photo or video. "
        "Use a JPEG, PNG, WebP, AVIF, GIF or HEIC photo, or an MP4, MOV or WebM video."
    ),
    "zip": mark("This is a ZIP or other archive, not a photo or video. Unpack it and choose the photos in it."),
    "office": mark(
        "This is a document, not a photo or video. "
        "Use a JPEG, PNG, WebP, AVIF, GIF or HEIC photo, or an MP4, MOV or WebM video."
    ),
    "html": mark(
        "This is a web page (HTML), not a photo or video. "
        "Use a JPEG, PNG, WebP, AVIF, GIF or HEIC photo, or an MP4, MOV or WebM video."
    ),
    "audio": mark(
        "This is a sound file, not a photo or video. "
        "Use a JPEG, PNG, WebP, AVIF, GIF or HEIC photo, or an MP4, MOV or WebM video."
    ),
    "ogg": mark("This is an Ogg file, which we cannot read. Save it as an MP4 and try again."),
    "avi": mark("This is an AVI video, which we cannot read. Save it as an MP4 and try again."),
    "mkv": mark("This is a Matroska (MKV) video, which we cannot read. Save it as an MP4 and try again."),
    "flv": mark("This is a Flash video, which we cannot read. Save it as an MP4 and try again."),
    "wmv": mark("This is a Windows Media file (WMV), which we cannot read. Save it as an MP4 and try again."),
    "mpeg": mark("This is an MPEG-1 or MPEG-2 video, which we cannot read. Save it as an MP4 and try again."),
    "realmedia": mark("This is a RealMedia file, which we cannot read. Save it as an MP4 and try again."),
    "program": mark(
        "This is a program, not a photo or video. "
        "Use a JPEG, PNG, WebP, AVIF, GIF or HEIC photo, or an MP4, MOV or WebM video."
    ),
    "blank": mark("This file has nothing but zeros in it: its content was lost. Try to save or send it again."),
    "unknown": mark(
        "This is not a photo or video we can read. "
        "Use a JPEG, PNG, WebP, AVIF, GIF or HEIC photo, or an MP4, MOV or WebM video."
    ),
}

# All of the above: those with which a child may refuse a file.
KNOWN = frozenset(each for name, each in list(globals().items()) if name.isupper() and isinstance(each, str))
KNOWN |= frozenset(WRONG_KINDS.values())
