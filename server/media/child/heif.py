"""In the child: the decoders of HEIC and AVIF, for nothing but the picture, each in two threads."""

from PIL import AvifImagePlugin
from PIL.AvifImagePlugin import AvifImageFile as AvifImageFile
from pillow_heif import options
from pillow_heif.as_plugin import HeifImageFile as HeifImageFile

# A decoder with a thread for each core would need more memory on larger machines.
AvifImagePlugin.DEFAULT_MAX_THREADS = options.DECODE_THREADS = 2
options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
